package io.posestream.view.picture;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.view.model.Sight;
import java.awt.geom.Rectangle2D;
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
  // Times below are counted from a recording's start, not from the epoch.
  private static final double CLOCK_FROM_MILLIS = 1e11;

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

  /** Returns an instant in seconds: of the recording, or from the begin of a stream of today. */
  double seconds(double millis) {
    return (millis < CLOCK_FROM_MILLIS ? millis : millis - fromMillis()) / 1000;
  }

  /** Returns the part of the image where people are, in pixels, at least half of it. */
  Rectangle2D region() {
    Rectangle2D seen = new Rectangle2D.Double();
    for (PoseFrame frame : frames) {
      for (Person person : frame.persons()) {
        if (tracks.isEmpty() || tracks.contains(person.trackId())) {
          person.jointExtent().ifPresent(box -> join(seen, box));
        }
      }
    }
    PoseFrame newest = frames.get(frames.size() - 1);
    double width = Math.max(newest.width() / 2.0, 1.4 * seen.getWidth());
    double height = Math.max(newest.height() / 2.0, 1.4 * seen.getHeight());
    return new Rectangle2D.Double(
        seen.getCenterX() - width / 2, seen.getCenterY() - height / 2, width, height);
  }

  private static void join(Rectangle2D seen, BoundingBox box) {
    Rectangle2D next = new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height());
    seen.setRect(seen.isEmpty() ? next : seen.createUnion(next));
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
