package io.posestream.evaluation.measure;

import java.util.List;

/**
 * The result of matching: every truth and every event is in exactly one list.
 *
 * @param pairs truths with the event that matches them
 * @param missed truths without an event
 * @param duplicates events that fit a truth which another event has taken, and that name somebody
 *     who acted in it
 * @param falseAlarms all other events
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
