package io.posestream.evaluation.measure;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Window;
import java.util.List;

/**
 * An action that events report.
 *
 * @param eventId the id of its events
 * @param camera the video source
 * @param action the label
 * @param scope the scope of the clip
 * @param time when it happened
 * @param ending whether the end of {@code time} is known
 * @param ranking participating tracks, largest share first; empty if shares are unknown
 */
public record DetectedInterval(
    String eventId,
    String camera,
    String action,
    Scope scope,
    Window time,
    Ending ending,
    List<String> ranking) {
  /** Whether an end is known. */
  public enum Ending {
    /** The action is over. */
    ENDED,
    /** The events stop while the action is open; the end of the interval has no meaning. */
    OPEN
  }

  /** Copies the tracks in. */
  public DetectedInterval {
    ranking = List.copyOf(ranking);
  }

  /** Creates an interval with unknown participants. */
  public DetectedInterval(
      String eventId, String camera, String action, Scope scope, Window time, Ending ending) {
    this(eventId, camera, action, scope, time, ending, List.of());
  }
}
