package io.posestream.view.picture;

import io.posestream.core.pose.PoseFrame;
import io.posestream.view.model.Sight;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a picture tells.
 *
 * @param title in one line
 * @param frames of one camera, oldest first, at least one
 * @param tracks who takes part in the event, if the picture is of one
 * @param sight what the model saw, if it was asked
 * @param sightFromMillis begin of the window it saw
 * @param sightToMillis end of that window
 * @param scores probabilities over time by label
 */
public record Story(
    String title,
    List<PoseFrame> frames,
    Set<String> tracks,
    Optional<Sight> sight,
    double sightFromMillis,
    double sightToMillis,
    Map<String, List<Moment>> scores) {
  /**
   * Copies the collections in.
   *
   * @throws IllegalArgumentException if there is no frame
   */
  public Story {
    frames = List.copyOf(frames);
    tracks = Set.copyOf(tracks);
    scores = Map.copyOf(scores);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("expected at least one frame to draw, got none");
    }
  }

  double fromMillis() {
    return frames.get(0).timeMicros() / 1000.0;
  }

  double toMillis() {
    return Math.max(fromMillis() + 1, frames.get(frames.size() - 1).timeMicros() / 1000.0);
  }

  /** Returns the last frame at or before an instant, else the first. */
  PoseFrame at(double millis) {
    PoseFrame shown = frames.get(0);
    for (PoseFrame frame : frames) {
      if (frame.timeMicros() / 1000.0 <= millis) {
        shown = frame;
      }
    }
    return shown;
  }

  /** Returns where an instant lies in the window that the model saw, 0..1; empty outside of it. */
  Optional<Double> partOfSight(double millis) {
    double part = (millis - sightFromMillis) / (sightToMillis - sightFromMillis);
    return sight.isPresent() && part >= 0 && part <= 1 ? Optional.of(part) : Optional.empty();
  }
}
