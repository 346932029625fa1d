package io.posestream.estimator.network;

import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.picture.PictureSize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The picture as the network takes it: in the upper left of a canvas whose sides are multiples of a
 * number, black to the right and below.
 *
 * <p>Mutable; owned and used by one thread. The buffer is valid until the next picture.
 */
public final class PictureInput {
  private final int sideMultiple;
  private IntBuffer values = IntBuffer.allocate(0);
  private PictureSize canvas = new PictureSize(1, 1);

  /**
   * Creates an input without a picture.
   *
   * @param sideMultiple what the canvas's sides are multiples of
   */
  public PictureInput(int sideMultiple) {
    this.sideMultiple = sideMultiple;
  }

  /** Takes a picture in the size it has. */
  public void put(Picture picture) {
    canvas = picture.size().upToMultipleOf(sideMultiple);
    int length = Picture.CHANNELS * canvas.width() * canvas.height();
    if (values.capacity() < length) {
      values =
          ByteBuffer.allocateDirect(Integer.BYTES * length)
              .order(ByteOrder.nativeOrder())
              .asIntBuffer();
    }
    values.clear().limit(length);
    int[] row = new int[Picture.CHANNELS * canvas.width()];
    for (int y = 0; y < canvas.height(); y++) {
      fill(row, picture, y);
      values.put(row);
    }
    values.flip();
  }

  private static void fill(int[] row, Picture picture, int y) {
    int length = Picture.CHANNELS * picture.size().width();
    boolean inside = y < picture.size().height();
    for (int i = 0; i < length; i++) {
      row[i] = inside ? picture.rgb()[y * length + i] & 0xff : 0;
    }
  }

  /** Returns the canvas's values, row by row; a direct buffer in native order. */
  public IntBuffer values() {
    return values;
  }

  /** Returns the size of the canvas. */
  public PictureSize canvas() {
    return canvas;
  }
}
