package io.posestream.core.event;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What pairs do that share a person with a pair.
 *
 * @param peaks highest probability of each of their actions, by label
 */
record Rivals(Map<String, Float> peaks) {
  static final Rivals NONE = new Rivals(Map.of());

  /** Returns the rivals of a subject among those of its camera; only pairs have any. */
  static Rivals of(Subject subject, List<SubjectActions> subjects) {
    if (subject.scope() != Scope.PAIR) {
      return NONE;
    }
    Map<String, Float> peaks = new HashMap<>();
    for (SubjectActions other : subjects) {
      if (isRival(subject, other.subject())) {
        for (LabelProgress progress : other.labels()) {
          progress.open().ifPresent(open -> peaks.merge(progress.label(), open.peak(), Math::max));
        }
      }
    }
    return new Rivals(peaks);
  }

  private static boolean isRival(Subject subject, Subject other) {
    return other.scope() == Scope.PAIR
        && !other.equals(subject)
        && other.tracks().stream().anyMatch(subject.tracks()::contains);
  }

  /** Returns whether a rival does the same and showed it at least as clearly. */
  boolean outshine(String label, double score) {
    return peaks.getOrDefault(label, 0f) >= score;
  }
}
