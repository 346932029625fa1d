package io.posestream.core.heatmap;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One heatmap of one channel and frame under the brush, with its mirror image.
 *
 * <p>A heatmap is painted here, in a few kilobytes that stay in the processor's cache, and copied
 * to the volume in one go: that clears the volume and fills it in a single pass, and the pixel
 * loops run over plain arrays. The mirror image is painted along: it gets the same values, so it
 * equals the finished map reversed, bit for bit.
 *
 * <p>Mutable, owned by one {@link VolumeBuilder}.
 */
final class Canvas {
  private int height;
  private int width;
  private float[] map = new float[0];
  private float[] mirrored = new float[0];
  private boolean blank = true;

  /** Takes a size in pixels; the canvas is blank afterwards. */
  void resize(int newHeight, int newWidth) {
    height = newHeight;
    width = newWidth;
    if (map.length != height * width) {
      map = new float[height * width];
      mirrored = new float[height * width];
      blank = true;
    }
    clear();
  }

  /** Sets all pixels to 0. */
  void clear() {
    if (!blank) {
      Arrays.fill(map, 0);
      Arrays.fill(mirrored, 0);
      blank = true;
    }
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /**
   * Raises pixels of one row to {@code peak * profile[0], peak * profile[1], ..} where those are
   * higher.
   *
   * @param row y of the pixels
   * @param left x of the first pixel
   * @param right x after the last pixel
   * @param profile at least {@code right - left} values
   * @param peak factor of the profile
   */
  void raise(int row, int left, int right, float[] profile, float peak) {
    blank = false;
    int pixel = row * width + left;
    int mirror = row * width + width - 1 - left;
    for (int i = 0; i < right - left; i++) {
      float value = profile[i] * peak;
      // Not Math.max: a comparison lets no NaN in.
      if (value > map[pixel + i]) {
        map[pixel + i] = value;
        mirrored[mirror - i] = value;
      }
    }
  }

  /** Overwrites the part of {@code out} from {@code offset} with the heatmap. */
  void copyTo(FloatBuffer out, int offset) {
    out.put(offset, map);
  }

  /** Overwrites the part of {@code out} from {@code offset} with the mirror image. */
  void copyMirroredTo(FloatBuffer out, int offset) {
    out.put(offset, mirrored);
  }
}
