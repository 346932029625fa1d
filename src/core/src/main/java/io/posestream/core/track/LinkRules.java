package io.posestream.core.track;

import java.io.Serializable;

/**
 * When the tracker's ids are corrected.
 *
 * @param maxGapMillis longest time a track may be lost and still be continued under a new id; 0
 *     takes the tracker's ids as they are
 * @param maxTracks most tracks a camera may be remembered by; those seen last are kept
 */
public record LinkRules(long maxGapMillis, int maxTracks) implements Serializable {
  /** The defaults of the job. */
  public static final LinkRules DEFAULTS = new LinkRules(1_000, 200);

  /** Takes the tracker's ids as they are. */
  public static final LinkRules OFF = new LinkRules(0, 200);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the rule, the range and the value
   */
  public LinkRules {
    if (maxGapMillis < 0) {
      throw new IllegalArgumentException(
          "max-gap: expected no negative time, got %d ms".formatted(maxGapMillis));
    }
    if (maxTracks <= 0) {
      throw new IllegalArgumentException(
          "remembered tracks: expected a positive number, got " + maxTracks);
    }
  }

  /** Returns these rules with another longest gap. */
  public LinkRules withMaxGapMillis(long changed) {
    return new LinkRules(changed, maxTracks);
  }

  /** Returns these rules with another number of tracks. */
  public LinkRules withMaxTracks(int changed) {
    return new LinkRules(maxGapMillis, changed);
  }
}
