package io.posestream.evaluation.measure;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Window;
import java.util.List;

/**
 * Something that events say happened.
 *
 * @param eventId of its events
 * @param camera the video source
 * @param action the label
 * @param scope whom the model looked at
 * @param time when it happened
 * @param ending what the end of {@code time} is worth
 * @param ranking tracks that took part, by descending share; empty if no shares are known
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
    /** The action was still going on when the events stop; its end says nothing. */
    OPEN
  }

  /** Copies the tracks in. */
  public DetectedInterval {
    ranking = List.copyOf(ranking);
  }

  /** Creates an event of which nobody knows who took part. */
  public DetectedInterval(
      String eventId, String camera, String action, Scope scope, Window time, Ending ending) {
    this(eventId, camera, action, scope, time, ending, List.of());
  }
}
