package io.posestream.core.window;

import java.io.Serializable;

/**
 * The bounds that keep one camera's state small; what a bound drops is reported.
 *
 * @param maxSkewMillis how far a frame's event time may lie ahead of the camera's newest
 * @param maxPersons persons in one frame
 * @param maxFrames frames a camera may hold
 * @param maxTracks tracks in one window; those seen longest are kept
 * @param maxPictureBytes bytes of one picture
 */
public record FrameLimits(
    long maxSkewMillis, int maxPersons, int maxFrames, int maxTracks, int maxPictureBytes)
    implements Serializable {
  /** The defaults of the job. */
  public static final FrameLimits DEFAULTS = new FrameLimits(60_000, 100, 2_000, 50, 256 << 10);

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
    requirePositive("max-picture-bytes", maxPictureBytes);
  }

  private static void requirePositive(String bound, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(
          "%s: expected a positive number, got %d".formatted(bound, value));
    }
  }

  /** Returns these bounds with another clock skew. */
  public FrameLimits withMaxSkewMillis(long changed) {
    return new FrameLimits(changed, maxPersons, maxFrames, maxTracks, maxPictureBytes);
  }

  /** Returns these bounds with another number of persons. */
  public FrameLimits withMaxPersons(int changed) {
    return new FrameLimits(maxSkewMillis, changed, maxFrames, maxTracks, maxPictureBytes);
  }

  /** Returns these bounds with another number of frames. */
  public FrameLimits withMaxFrames(int changed) {
    return new FrameLimits(maxSkewMillis, maxPersons, changed, maxTracks, maxPictureBytes);
  }

  /** Returns these bounds with another number of tracks. */
  public FrameLimits withMaxTracks(int changed) {
    return new FrameLimits(maxSkewMillis, maxPersons, maxFrames, changed, maxPictureBytes);
  }

  /** Returns these bounds with another size of pictures. */
  public FrameLimits withMaxPictureBytes(int changed) {
    return new FrameLimits(maxSkewMillis, maxPersons, maxFrames, maxTracks, changed);
  }
}
