package io.posestream.evaluation.measure;

import java.util.List;

/**
 * What became of every truth and every event.
 *
 * @param pairs truths with the event that found them
 * @param missed truths that nothing found
 * @param duplicates events that could go with a truth, had another event not found it, and that are
 *     about who acted in it
 * @param falseAlarms events that go with no truth
 */
public record Matching(
    List<MatchedPair> pairs,
    List<TruthInterval> missed,
    List<DetectedInterval> duplicates,
    List<DetectedInterval> falseAlarms) {
  /** Copies the lists in. */
  public Matching {
    pairs = List.copyOf(pairs);
    missed = List.copyOf(missed);
    duplicates = List.copyOf(duplicates);
    falseAlarms = List.copyOf(falseAlarms);
  }
}
