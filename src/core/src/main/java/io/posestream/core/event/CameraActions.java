package io.posestream.core.event;

import java.util.List;

/**
 * The open actions of one camera.
 *
 * @param open in the order in which they started
 * @param newestMillis end of the newest window the camera was scored for
 */
public record CameraActions(List<OpenAction> open, long newestMillis) {
  /** A camera on which nothing happens. */
  public static final CameraActions NONE = new CameraActions(List.of(), Long.MIN_VALUE);

  /** Copies the list in. */
  public CameraActions {
    open = List.copyOf(open);
  }

  /** Returns whether no action is open. */
  public boolean isEmpty() {
    return open.isEmpty();
  }
}
