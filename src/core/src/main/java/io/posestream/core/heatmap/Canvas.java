package io.posestream.core.heatmap;

import io.posestream.core.heatmap.Preprocessing.Flip;
import java.util.Arrays;

/**
 * One heatmap of one channel and frame under the brush, with its mirror image if one is wanted.
 *
 * <p>A heatmap is painted here, in a few kilobytes that stay in the processor's cache, and its
 * painted rows are copied to the volume in one go: the pixel loops run over plain arrays, and
 * nothing is cleared or copied that was not painted. The mirror image is painted along: it gets the
 * same values, so it equals the finished map reversed, bit for bit.
 *
 * <p>Mutable, owned by one {@link VolumeBuilder}.
 */
final class Canvas {
  private final boolean mirroring;
  private int height;
  private int width;
  private float[] map = new float[0];
  private float[] mirrored = new float[0];
  // The painted rows, from top to bottom, exclusive.
  private int top;
  private int bottom;

  Canvas(Flip flip) {
    mirroring = flip == Flip.MIRRORED;
  }

  /** Takes a size in pixels; the canvas is blank afterwards. */
  void resize(int newHeight, int newWidth) {
    if (height == newHeight && width == newWidth) {
      clear();
      return;
    }
    height = newHeight;
    width = newWidth;
    map = new float[height * width];
    mirrored = new float[mirroring ? height * width : 0];
    top = height;
    bottom = 0;
  }

  /** Sets all pixels to 0. */
  void clear() {
    if (top < bottom) {
      Arrays.fill(map, top * width, bottom * width, 0);
      if (mirroring) {
        Arrays.fill(mirrored, top * width, bottom * width, 0);
      }
    }
    top = height;
    bottom = 0;
  }

  /** Returns whether pixels up to a corner, exclusive, lie on the canvas. */
  boolean holds(int right, int bottom) {
    return right <= width && bottom <= height;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** Says which rows {@link #raise} will be called for; first inclusive, last exclusive. */
  void touch(int first, int last) {
    top = Math.min(top, first);
    bottom = Math.max(bottom, last);
  }

  /**
   * Raises pixels of one row to {@code peak * profile[0], peak * profile[1], ..} where those are
   * higher; none of them may be negative or NaN.
   *
   * @param row y of the pixels, one that was touched
   * @param left x of the first pixel
   * @param right x after the last pixel
   * @param profile at least {@code right - left} values
   * @param peak factor of the profile
   */
  void raise(int row, int left, int right, float[] profile, float peak) {
    float[] pixels = map;
    int pixel = row * width + left;
    for (int i = 0; i < right - left; i++) {
      pixels[pixel + i] = higher(pixels[pixel + i], profile[i] * peak);
    }
    if (mirroring) {
      mirror(row, left, right);
    }
  }

  /**
   * Raises five pixels of one row to values that are neither negative nor NaN, where those are
   * higher.
   *
   * @param row y of the pixels, one that was touched
   * @param left x of the first; all lie on the canvas
   */
  void raiseFive(
      int row, int left, float value0, float value1, float value2, float value3, float value4) {
    float[] pixels = map;
    int pixel = row * width + left;
    pixels[pixel + 4] = higher(pixels[pixel + 4], value4);
    pixels[pixel] = higher(pixels[pixel], value0);
    pixels[pixel + 1] = higher(pixels[pixel + 1], value1);
    pixels[pixel + 2] = higher(pixels[pixel + 2], value2);
    pixels[pixel + 3] = higher(pixels[pixel + 3], value3);
    if (mirroring) {
      mirror(row, left, left + 5);
    }
  }

  // Floats that are not negative are ordered as their bits are; the greater int costs no branch,
  // which in a crowd the processor would often guess wrong.
  private static float higher(float one, float other) {
    return Float.intBitsToFloat(
        Math.max(Float.floatToRawIntBits(one), Float.floatToRawIntBits(other)));
  }

  private void mirror(int row, int left, int right) {
    int start = row * width;
    for (int x = left; x < right; x++) {
      mirrored[start + width - 1 - x] = map[start + x];
    }
  }

  /** Overwrites the map at {@code offset} with the heatmap. */
  void copyTo(VolumeBuffer out, int offset) {
    out.put(offset, map, top, bottom);
  }

  /** Overwrites the map at {@code offset} with the mirror image. */
  void copyMirroredTo(VolumeBuffer out, int offset) {
    out.put(offset, mirrored, top, bottom);
  }
}
