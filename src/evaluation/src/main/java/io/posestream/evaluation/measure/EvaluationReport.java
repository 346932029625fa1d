package io.posestream.evaluation.measure;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * How well the events of recordings tell what happened in them.
 *
 * @param rules under which they were compared
 * @param cameraHours length of the recordings, summed over the cameras
 * @param labels by name
 * @param micro all labels in one
 * @param macro the mean of the labels
 * @param pairs truths with the events that found them
 */
public record EvaluationReport(
    EvaluationRules rules,
    double cameraHours,
    List<LabelReport> labels,
    Figures micro,
    MacroAverage macro,
    List<MatchedPair> pairs) {
  /** Copies the lists in. */
  public EvaluationReport {
    labels = List.copyOf(labels);
    pairs = List.copyOf(pairs);
  }

  /**
   * Compares events with truths.
   *
   * @param truths what happened, in any order
   * @param events what was said to happen, in any order; of retracted ones none
   * @param rules what is compared
   * @param cameraHours length of the recordings, summed over the cameras; 0 if nothing is known
   */
  public static EvaluationReport of(
      List<TruthInterval> truths,
      List<DetectedInterval> events,
      EvaluationRules rules,
      double cameraHours) {
    Matching matching =
        IntervalMatcher.match(
            truths.stream().filter(rules::cover).toList(),
            events.stream().filter(rules::cover).toList(),
            rules.minOverlap());
    List<LabelReport> labels =
        labels(truths, events, rules).stream()
            .map(label -> new LabelReport(label, Figures.of(matching, label::equals)))
            .toList();
    return new EvaluationReport(
        rules,
        cameraHours,
        labels,
        Figures.of(matching, label -> true),
        MacroAverage.of(labels),
        matching.pairs());
  }

  // A label that was asked for has a line even if nothing bears it: that shows a misspelt one.
  private static Set<String> labels(
      List<TruthInterval> truths, List<DetectedInterval> events, EvaluationRules rules) {
    Set<String> labels = new TreeSet<>(rules.labels());
    if (labels.isEmpty()) {
      truths.forEach(truth -> labels.add(truth.action()));
      events.stream().filter(rules::cover).forEach(event -> labels.add(event.action()));
    }
    return labels;
  }

  /** Returns a count per camera-hour, absent if the recordings have no length. */
  public OptionalDouble perHour(int count) {
    return cameraHours > 0 ? OptionalDouble.of(count / cameraHours) : OptionalDouble.empty();
  }
}
