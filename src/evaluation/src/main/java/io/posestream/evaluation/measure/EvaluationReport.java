package io.posestream.evaluation.measure;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The comparison of the events of recordings with what happened in them.
 *
 * @param rules the rules of the comparison
 * @param cameraHours length of the recordings, summed over the cameras
 * @param labels the figures of each label, sorted by name
 * @param micro figures over all labels together
 * @param macro mean over the labels
 * @param pairs truths with the events that match them
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
   * @param truths the truths, in any order
   * @param events the events, in any order, without retracted ones
   * @param rules the rules of the comparison
   * @param cameraHours length of the recordings, summed over the cameras; 0 if unknown
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

  // A requested label has a line even without truths and events, so that a typo is noticed.
  private static Set<String> labels(
      List<TruthInterval> truths, List<DetectedInterval> events, EvaluationRules rules) {
    Set<String> labels = new TreeSet<>(rules.labels());
    if (labels.isEmpty()) {
      truths.forEach(truth -> labels.add(truth.action()));
      events.stream().filter(rules::cover).forEach(event -> labels.add(event.action()));
    }
    return labels;
  }

  /** Returns a count per camera-hour; absent if the length of the recordings is 0. */
  public OptionalDouble perHour(int count) {
    return cameraHours > 0 ? OptionalDouble.of(count / cameraHours) : OptionalDouble.empty();
  }
}
