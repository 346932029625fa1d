package io.posestream.core.heatmap;

/**
 * A Gaussian at the pixels around a point, for points anywhere between two pixels.
 *
 * <p>Immutable and thread-safe.
 */
final class GaussianSteps {
  /*
   * The first of the pixels lies `radius` to `radius + 1` before the point; how far decides all of
   * their values. They stand in a table, between whose rows values are interpolated: with rows h
   * apart that is off by at most h^2 / 8 sigma^2, and h is chosen so that this is 2e-8, less than
   * half of the last bit of a float near 1.
   */
  private static final double ERROR = 2e-8;

  private final double radius;
  private final int rows;
  private final int pixels;
  private final float[] table;

  /**
   * Creates the table.
   *
   * @param sigma in pixels, positive
   * @param radius in pixels, beyond which nothing is asked for
   */
  GaussianSteps(double sigma, double radius) {
    this.radius = radius;
    double rate = 0.5 / (float) (sigma * sigma);
    rows = (int) Math.ceil(1 / (sigma * Math.sqrt(8 * ERROR)));
    pixels = (int) (2 * radius) + 2;
    // One more row than there are steps, and one for a point that rounding puts at the end.
    table = new float[(rows + 2) * pixels];
    for (int row = 0; row < rows + 2; row++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        double distance = pixel - radius - (double) row / rows;
        table[row * pixels + pixel] = (float) Math.exp(-distance * distance * rate);
      }
    }
  }

  /**
   * Returns where in the table a point's values stand, between two rows.
   *
   * @param start of the point from the first pixel, in {@code radius..radius + 1}
   */
  double place(double start) {
    return (start - radius) * rows;
  }

  /**
   * Returns the value at a pixel.
   *
   * @param row the whole of {@link #place}
   * @param share the rest of it
   * @param pixel from the first on, within the radius of the point
   */
  float value(int row, float share, int pixel) {
    int at = row * pixels + pixel;
    float near = table[at];
    return near + share * (table[at + pixels] - near);
  }
}
