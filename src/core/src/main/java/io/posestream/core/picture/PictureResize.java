package io.posestream.core.picture;

import static io.posestream.core.picture.PixelImage.COLOURS;

import io.posestream.core.picture.ResizeTaps.Edge;

/**
 * Cuts a box out of pictures and scales it: MMCompact and Resize of the reference, on pictures.
 *
 * <p>Equals OpenCV's bilinear resize of bytes to the bit. What lies beyond a picture is black and
 * takes part in the mixing. Mutable scratch: used by one thread at a time; allocates for a new size
 * of box alone.
 */
final class PictureResize {
  private static final PictureBox NO_BOX = new PictureBox(0, 0, 1, 1);

  private final int width;
  private final int height;
  // Two source rows, mixed along x: values below 2048 * 255 / 16.
  private int[] upper;
  private int[] lower;
  private int upperRow;
  private int lowerRow;
  private PictureBox box = NO_BOX;
  private ResizeTaps columns;
  private ResizeTaps rows;

  /** Creates a kernel for a target size in pixels. */
  PictureResize(int width, int height) {
    this.width = width;
    this.height = height;
    upper = new int[COLOURS * width];
    lower = new int[COLOURS * width];
    columns = new ResizeTaps(1, width, Edge.WHOLE);
    rows = new ResizeTaps(1, height, Edge.SPLIT);
  }

  /**
   * Writes the box, scaled to the target size.
   *
   * @param image the picture
   * @param part of it
   * @param out takes height x width x 3 bytes from its start
   */
  void resize(PixelImage image, PictureBox part, byte[] out) {
    aim(part);
    upperRow = -1;
    lowerRow = -1;
    for (int y = 0; y < height; y++) {
      loadRows(image, rows.low[y], rows.high[y]);
      mixRows(y, rows.low[y] == rows.high[y] ? upper : lower, out);
    }
  }

  private void aim(PictureBox part) {
    if (part.width() != box.width()) {
      columns = new ResizeTaps(part.width(), width, Edge.WHOLE);
    }
    if (part.height() != box.height()) {
      rows = new ResizeTaps(part.height(), height, Edge.SPLIT);
    }
    box = part;
  }

  // When a picture grows, most rows are those of the row before.
  private void loadRows(PixelImage image, int first, int second) {
    if (first == lowerRow && first != upperRow) {
      int[] swapped = upper;
      upper = lower;
      lower = swapped;
      lowerRow = upperRow;
      upperRow = first;
    }
    if (first != upperRow) {
      mixColumns(image, first, upper);
      upperRow = first;
    }
    if (second != first && second != lowerRow) {
      mixColumns(image, second, lower);
      lowerRow = second;
    }
  }

  // (share * left + share * right) >> 4, OpenCV's first rounding.
  private void mixColumns(PixelImage image, int row, int[] mixed) {
    int y = box.top() + row;
    for (int x = 0; x < width; x++) {
      int left = box.left() + columns.low[x];
      int right = box.left() + columns.high[x];
      for (int colour = 0; colour < COLOURS; colour++) {
        int sum =
            columns.lowShare[x] * image.at(left, y, colour)
                + columns.highShare[x] * image.at(right, y, colour);
        mixed[COLOURS * x + colour] = sum >> 4;
      }
    }
  }

  // Each row is cut to whole levels of a quarter by itself before the sum is rounded: not the same
  // as rounding the sum.
  private void mixRows(int y, int[] below, byte[] out) {
    int above = rows.lowShare[y];
    int beneath = rows.highShare[y];
    int start = y * COLOURS * width;
    for (int i = 0; i < COLOURS * width; i++) {
      int sum = ((above * upper[i]) >> 16) + ((beneath * below[i]) >> 16);
      out[start + i] = (byte) ((sum + 2) >> 2);
    }
  }
}
