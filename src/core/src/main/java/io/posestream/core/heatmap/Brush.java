package io.posestream.core.heatmap;

/**
 * A Gaussian dot, cut to a square of three sigmas to each side.
 *
 * <p>Mutable scratch inside, for one thread.
 */
final class Brush {
  /*
   * The reference computes exp(-(dx^2 + dy^2) / 2 / sigma^2) * score for every pixel of the window
   * (spec 1.6.1). Here each column and each row gets its own factor and a pixel is their product:
   * about 9 exponentials per dot in place of 16 to 25, each from a table, and off by at most 2e-7.
   *
   * The window is [trunc(m - 3 sigma), trunc(m + 3 sigma)], cut to the map: 4 or 5 pixels wide for
   * sigma .6. Truncation, not floor: a dot up to 3 sigma + 1 left of the map still paints column 0.
   */
  private final double radius;
  private final double rate;
  private final float[] columns;

  Brush(double sigma) {
    radius = 3 * sigma;
    rate = 0.5 / (float) (sigma * sigma);
    columns = new float[(int) (2 * radius) + 3];
  }

  /** Paints a dot around (x, y) whose highest value is {@code score}. */
  void dot(Canvas canvas, float x, float y, float score) {
    int left = Math.max((int) (x - radius), 0);
    int right = Math.min((int) (x + radius) + 1, canvas.width());
    int top = Math.max((int) (y - radius), 0);
    int bottom = Math.min((int) (y + radius) + 1, canvas.height());
    if (left >= right || top >= bottom || Float.isNaN(x) || Float.isNaN(y)) {
      return;
    }
    for (int column = left; column < right; column++) {
      columns[column - left] = factor(column - x);
    }
    canvas.touch(top, bottom);
    for (int row = top; row < bottom; row++) {
      canvas.raise(row, left, right, columns, factor(row - y) * score);
    }
  }

  private float factor(float distance) {
    return (float) Falloff.of((double) distance * distance * rate);
  }
}
