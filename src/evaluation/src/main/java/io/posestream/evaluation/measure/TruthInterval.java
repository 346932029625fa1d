package io.posestream.evaluation.measure;

import io.posestream.core.window.Window;
import java.util.Collection;
import java.util.Set;

/**
 * Something that really happened.
 *
 * @param camera who sees it
 * @param action the label it should get
 * @param time when it happened
 * @param trackIds who did it, empty if nobody noted it; pairing does not look at it
 */
public record TruthInterval(String camera, String action, Window time, Set<String> trackIds) {
  /** Copies the tracks in. */
  public TruthInterval {
    trackIds = Set.copyOf(trackIds);
  }

  /** Returns whether one of these tracks did it, or may have: if either side names nobody. */
  boolean isBy(Collection<String> tracks) {
    return trackIds.isEmpty() || tracks.isEmpty() || tracks.stream().anyMatch(trackIds::contains);
  }
}
