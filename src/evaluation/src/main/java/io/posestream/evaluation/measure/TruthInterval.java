package io.posestream.evaluation.measure;

import io.posestream.core.window.Window;
import java.util.Collection;
import java.util.Set;

/**
 * An action that really happened.
 *
 * @param camera the camera that saw it
 * @param action the correct label
 * @param time when it happened
 * @param trackIds the tracks that acted; empty if unknown
 */
public record TruthInterval(String camera, String action, Window time, Set<String> trackIds) {
  /** Copies the tracks in. */
  public TruthInterval {
    trackIds = Set.copyOf(trackIds);
  }

  /** Returns whether one of these tracks acted; true if the tracks of either side are unknown. */
  boolean isBy(Collection<String> tracks) {
    return trackIds.isEmpty() || tracks.isEmpty() || tracks.stream().anyMatch(trackIds::contains);
  }
}
