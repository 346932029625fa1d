package io.posestream.core.heatmap;

/**
 * A Gaussian dot, cut to a square of three sigmas to each side.
 *
 * <p>Mutable scratch inside, for one thread.
 */
final class Brush {
  /*
   * The reference computes exp(-(dx^2 + dy^2) / 2 / sigma^2) * score for every pixel of the window
   * (spec 1.6.1). Here each column and each row gets its own factor and a pixel is their product: 8 to
   * 10 factors per dot in place of 16 to 25 exponentials, from a table, and off by at most 2e-7.
   *
   * The window is [trunc(m - 3 sigma), trunc(m + 3 sigma)], cut to the map: 4 or 5 pixels wide for
   * sigma .6. Truncation, not floor: a dot up to 3 sigma + 1 left of the map still paints column 0.
   */
  private static final int SMALL = 5;

  private final double radius;
  private final double rate;
  private final GaussianSteps steps;
  private final float[] columns;

  Brush(double sigma) {
    radius = 3 * sigma;
    rate = 0.5 / (float) (sigma * sigma);
    steps = new GaussianSteps(sigma, radius);
    columns = new float[(int) (2 * radius) + 3];
  }

  /** Paints a dot around (x, y) whose highest value is {@code score}. */
  void dot(Canvas canvas, float x, float y, float score) {
    double startX = x - radius;
    double startY = y - radius;
    int left = (int) startX;
    int top = (int) startY;
    int columnCount = (int) (x + radius) + 1 - left;
    int rowCount = (int) (y + radius) + 1 - top;
    boolean small = (columnCount | 1) == SMALL && (rowCount | 1) == SMALL;
    if (small && startX >= 0 && startY >= 0 && canvas.holds(left + SMALL, top + SMALL)) {
      smallDot(canvas, x - left, y - top, score, left, top, columnCount == SMALL, rowCount);
    } else {
      anyDot(canvas, x, y, score);
    }
  }

  // Of 4 or 5 pixels a side, which is every dot of sigma .6 that is not cut at an edge: all in
  // registers, no loop over columns. A fifth column of zeros raises nothing.
  private void smallDot(
      Canvas canvas,
      double startX,
      double startY,
      float score,
      int left,
      int top,
      boolean fiveColumns,
      int rowCount) {
    double placeX = steps.place(startX);
    int rowX = (int) placeX;
    float shareX = (float) (placeX - rowX);
    float column0 = steps.value(rowX, shareX, 0);
    float column1 = steps.value(rowX, shareX, 1);
    float column2 = steps.value(rowX, shareX, 2);
    float column3 = steps.value(rowX, shareX, 3);
    float column4 = fiveColumns ? steps.value(rowX, shareX, 4) : 0;
    double placeY = steps.place(startY);
    int rowY = (int) placeY;
    float shareY = (float) (placeY - rowY);
    canvas.touch(top, top + rowCount);
    for (int row = 0; row < rowCount; row++) {
      float peak = score * steps.value(rowY, shareY, row);
      canvas.raiseFive(
          top + row,
          left,
          column0 * peak,
          column1 * peak,
          column2 * peak,
          column3 * peak,
          column4 * peak);
    }
  }

  private void anyDot(Canvas canvas, float x, float y, float score) {
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
