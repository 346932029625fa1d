package io.posestream.core.window;

import java.io.Serializable;

/**
 * The bounds that keep one camera's state small; what a bound drops is reported.
 *
 * @param maxSkewMillis how far a frame's event time may lie ahead of the camera's newest
 * @param maxPersons persons in one frame
 * @param maxFrames frames a camera may hold
 * @param maxTracks tracks in one window; those seen longest are kept
 */
public record FrameLimits(long maxSkewMillis, int maxPersons, int maxFrames, int maxTracks)
    implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the bound
   */
  public FrameLimits {
    requirePositive("max-clock-skew", maxSkewMillis);
    requirePositive("max-persons", maxPersons);
    requirePositive("max-frames", maxFrames);
    requirePositive("max-tracks", maxTracks);
  }

  private static void requirePositive(String bound, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(
          "%s: expected a positive number, got %d".formatted(bound, value));
    }
  }
}
