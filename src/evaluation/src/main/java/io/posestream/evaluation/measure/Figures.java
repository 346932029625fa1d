package io.posestream.evaluation.measure;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Counts, precision, recall and timing of events compared with truths.
 *
 * @param matched truths with an event
 * @param missed truths without an event
 * @param duplicates further events for a truth that another event has found
 * @param falseAlarms events that are neither matched nor duplicates
 * @param startError start error of the pairs; absent without pairs
 * @param endError end error of the pairs whose event has ended; absent without such pairs
 */
public record Figures(
    int matched,
    int missed,
    int duplicates,
    int falseAlarms,
    Optional<TimingError> startError,
    Optional<TimingError> endError) {
  /** Returns the figures for the labels that match. */
  static Figures of(Matching matching, Predicate<String> label) {
    List<MatchedPair> pairs =
        matching.pairs().stream().filter(pair -> label.test(pair.truth().action())).toList();
    return new Figures(
        pairs.size(),
        (int) matching.missed().stream().filter(truth -> label.test(truth.action())).count(),
        count(matching.duplicates(), label),
        count(matching.falseAlarms(), label),
        TimingError.of(pairs.stream().map(MatchedPair::startErrorMillis).toList()),
        TimingError.of(
            pairs.stream().flatMap(pair -> pair.endErrorMillis().stream().boxed()).toList()));
  }

  private static int count(List<DetectedInterval> events, Predicate<String> label) {
    return (int) events.stream().filter(event -> label.test(event.action())).count();
  }

  /** Returns the number of truths. */
  public int truths() {
    return matched + missed;
  }

  /** Returns the number of events. */
  public int events() {
    return matched + duplicates + falseAlarms;
  }

  /** Returns the matched share of the events; duplicates lower it. */
  public OptionalDouble precision() {
    return share(matched, events());
  }

  /** Returns the matched share of the truths. */
  public OptionalDouble recall() {
    return share(matched, truths());
  }

  /** Returns the harmonic mean of precision and recall; 0 if one is 0 or does not exist. */
  public OptionalDouble f1() {
    return share(2 * matched, truths() + events());
  }

  private static OptionalDouble share(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
