package io.posestream.core.picture;

import static io.posestream.core.picture.PixelImage.COLOURS;

import java.nio.FloatBuffer;

/**
 * Makes a network's input of the pictures of a clip: MMCompact, Resize, FormatShape and the
 * normalisation of the reference.
 *
 * <p>Mutable: owned and used by one thread. Painting allocates for a new size of box alone.
 */
public final class PicturePainter {
  private final PicturePreprocessing preprocessing;
  private final PictureResize resize;
  private final byte[] resized;
  // For each colour the value of each byte.
  private final float[][] levels = new float[COLOURS][256];

  /** Creates a painter. */
  public PicturePainter(PicturePreprocessing preprocessing) {
    this.preprocessing = preprocessing;
    resize = new PictureResize(preprocessing.width(), preprocessing.height());
    resized = new byte[COLOURS * preprocessing.width() * preprocessing.height()];
    for (int colour = 0; colour < COLOURS; colour++) {
      for (int value = 0; value < 256; value++) {
        levels[colour][value] = preprocessing.normalised(value, colour);
      }
    }
  }

  /**
   * Writes the pictures of a clip.
   *
   * @param clip as many pictures as views times clip length
   * @param box the part of each that the network sees
   * @param out takes them in C order [views, 3, T, height, width]; its position does not matter and
   *     does not change
   * @param offset of the first value
   * @throws IllegalArgumentException if the number of pictures is no multiple of the clip length
   */
  public void paint(PictureClip clip, PictureBox box, FloatBuffer out, int offset) {
    int length = preprocessing.clipLength();
    int pictures = clip.images().size();
    if (pictures % length != 0) {
      throw new IllegalArgumentException(
          "expected a multiple of %d pictures, got %d".formatted(length, pictures));
    }
    for (int i = 0; i < pictures; i++) {
      resize.resize(clip.images().get(i), box, resized);
      int view = offset + i / length * preprocessing.viewSize();
      normalise(out, view + i % length * plane());
    }
  }

  // Pixels to planes, colour by colour.
  private void normalise(FloatBuffer out, int first) {
    int plane = plane();
    for (int colour = 0; colour < COLOURS; colour++) {
      int target = first + colour * preprocessing.clipLength() * plane;
      for (int pixel = 0; pixel < plane; pixel++) {
        out.put(target + pixel, levels[colour][resized[COLOURS * pixel + colour] & 0xFF]);
      }
    }
  }

  private int plane() {
    return preprocessing.width() * preprocessing.height();
  }
}
