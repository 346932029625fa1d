package io.posestream.core.control.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The rules of one camera, or the default, over time.
 *
 * @param dated in the order in which they take effect
 */
public record RuleTimeline(List<DatedRules> dated) {
  /** There never were any rules. */
  public static final RuleTimeline EMPTY = new RuleTimeline(List.of());

  /** Most rules that are kept of one camera; the oldest are forgotten first. */
  static final int MOST = 50;

  /** Copies the list in. */
  public RuleTimeline {
    dated = List.copyOf(dated);
  }

  /** Returns what holds at an event time. */
  Optional<DatedRules> at(long timeMillis) {
    for (int i = dated.size() - 1; i >= 0; i--) {
      if (dated.get(i).effectiveFromMillis() <= timeMillis) {
        return Optional.of(dated.get(i));
      }
    }
    return Optional.empty();
  }

  /** Returns the rules that hold in the end; only of a timeline that is not empty. */
  DatedRules last() {
    return dated.get(dated.size() - 1);
  }

  RuleTimeline with(DatedRules added) {
    // An operator that starts with the rules of the topic may receive the newest of them again.
    if (dated.contains(added)) {
      return this;
    }
    List<DatedRules> sorted = new ArrayList<>(dated);
    int at = sorted.size();
    while (at > 0 && sorted.get(at - 1).isAfter(added)) {
      at--;
    }
    sorted.add(at, added);
    return new RuleTimeline(sorted.subList(Math.max(0, sorted.size() - MOST), sorted.size()));
  }

  /** Returns the event times, after a given one, at which rules take effect. */
  LongStream startsAfter(long timeMillis) {
    return dated.stream()
        .mapToLong(DatedRules::effectiveFromMillis)
        .filter(start -> start > timeMillis);
  }

  /** Returns how many rules take effect after an event time. */
  long waitingAt(long timeMillis) {
    return startsAfter(timeMillis).count();
  }
}
