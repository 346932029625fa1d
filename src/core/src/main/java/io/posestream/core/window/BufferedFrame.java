package io.posestream.core.window;

import io.posestream.core.pose.PoseFrame;

/**
 * A frame that waits for its windows to complete.
 *
 * @param frame the frame, in the model's layout
 * @param arrival whether it came in order
 */
public record BufferedFrame(PoseFrame frame, Arrival arrival) {
  /** Whether a frame came in order. */
  public enum Arrival {
    /** Newer than every frame before it. */
    IN_ORDER,
    /** Older than a frame that came before it. */
    OUT_OF_ORDER
  }
}
