package io.posestream.core.score;

import java.util.Arrays;
import java.util.Objects;

/**
 * When in a window, and at whom, a model saw one class.
 *
 * <p>Immutable and thread-safe; a few dozen bytes, for it stands in every score record.
 */
public final class LabelEvidence {
  private static final int FULL = 255;
  // An eighth of the peak: at half of it, starts came 0.3 s later on composed recordings.
  private static final int ACTIVE = 32;

  private final int label;
  private final byte[] timeline;
  private final float[] shares;

  /**
   * Creates evidence.
   *
   * @param label index of the class in the model's output
   * @param timeline how strongly the class was seen over the window, in equal parts of its time;
   *     unsigned, 255 for the strongest part
   * @param shares of the clip's tracks in the class, in their order, each in 0..1; empty if nobody
   *     knows
   */
  public LabelEvidence(int label, byte[] timeline, float[] shares) {
    this.label = label;
    this.timeline = timeline.clone();
    this.shares = shares.clone();
  }

  /**
   * Returns evidence whose timeline is drawn to scale.
   *
   * @param label index of the class
   * @param strengths over the window, on any scale; below zero counts as nothing
   * @param shares see the constructor
   */
  public static LabelEvidence of(int label, double[] strengths, float[] shares) {
    double peak = Arrays.stream(strengths).max().orElse(0);
    byte[] timeline = new byte[strengths.length];
    if (peak > 0) {
      for (int i = 0; i < timeline.length; i++) {
        timeline[i] = (byte) Math.round(FULL * Math.max(0, strengths[i]) / peak);
      }
    }
    return new LabelEvidence(label, timeline, shares);
  }

  /** Returns the index of the class in the model's output. */
  public int label() {
    return label;
  }

  /** Returns a copy of the timeline, see the constructor. */
  public byte[] timeline() {
    return timeline.clone();
  }

  /** Returns a copy of the tracks' shares, see the constructor. */
  public float[] shares() {
    return shares.clone();
  }

  /** Returns where in the window the class is first seen at an eighth of its strength, in 0..1. */
  public double from() {
    for (int i = 0; i < timeline.length; i++) {
      if (Byte.toUnsignedInt(timeline[i]) >= ACTIVE) {
        return (double) i / timeline.length;
      }
    }
    return 0;
  }

  /** Returns where in the window the class was last seen at an eighth of its strength, in 0..1. */
  public double until() {
    for (int i = timeline.length; i > 0; i--) {
      if (Byte.toUnsignedInt(timeline[i - 1]) >= ACTIVE) {
        return (double) i / timeline.length;
      }
    }
    return 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelEvidence that
        && label == that.label
        && Arrays.equals(timeline, that.timeline)
        && Arrays.equals(shares, that.shares);
  }

  @Override
  public int hashCode() {
    return Objects.hash(label, Arrays.hashCode(timeline), Arrays.hashCode(shares));
  }

  @Override
  public String toString() {
    return "LabelEvidence[%d, %.2f..%.2f, %s]"
        .formatted(label, from(), until(), Arrays.toString(shares));
  }
}
