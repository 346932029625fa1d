package io.posestream.core.heatmap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Native memory for volumes that remembers which rows of each map are painted, so that painting
 * anew clears only those: a person fills a few rows of fifty.
 *
 * <p>Mutable: owned by one thread at a time.
 */
public final class VolumeBuffer {
  private final FloatBuffer values;
  private boolean blank;
  private int height;
  private int width;
  // Rows that may hold anything but 0, from tops[map] to bottoms[map], exclusive.
  private int[] tops = new int[0];
  private int[] bottoms = new int[0];

  private VolumeBuffer(FloatBuffer values, boolean blank) {
    this.values = values;
    this.blank = blank;
  }

  /** Allocates a direct buffer of so many zeros, in native order. */
  public static VolumeBuffer allocate(int size) {
    FloatBuffer zeros =
        ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    return new VolumeBuffer(zeros, true);
  }

  /** Returns a view of a buffer that may hold anything; all of a volume will be overwritten. */
  static VolumeBuffer over(FloatBuffer values) {
    return new VolumeBuffer(values, false);
  }

  /** Returns the values; only a {@link VolumeBuilder} may write them. */
  public FloatBuffer values() {
    return values;
  }

  /** Takes the size of maps in pixels; they lie at multiples of it. */
  void resize(int newHeight, int newWidth) {
    if (height == newHeight && width == newWidth) {
      return;
    }
    height = newHeight;
    width = newWidth;
    int maps = values.limit() / (height * width);
    tops = new int[maps];
    bottoms = new int[maps];
    if (blank) {
      Arrays.fill(tops, height);
    } else {
      Arrays.fill(bottoms, height);
    }
    blank = false;
  }

  /**
   * Overwrites a map.
   *
   * @param offset of the map in the buffer
   * @param map its pixels
   * @param top first row that is not all 0
   * @param bottom row after the last such row; not below {@code top} if there is none
   */
  void put(int offset, float[] map, int top, int bottom) {
    int index = offset / (height * width);
    int from = Math.min(top, tops[index]);
    int to = Math.max(bottom, bottoms[index]);
    if (from < to) {
      values.put(offset + from * width, map, from * width, (to - from) * width);
    }
    tops[index] = top;
    bottoms[index] = bottom;
  }
}
