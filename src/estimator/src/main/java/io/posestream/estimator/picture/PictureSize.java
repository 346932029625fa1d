package io.posestream.estimator.picture;

/**
 * The size of a picture in pixels.
 *
 * @param width positive
 * @param height positive
 */
public record PictureSize(int width, int height) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if a side is not positive
   */
  public PictureSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "expected a picture of 1x1 pixels or more, got %dx%d".formatted(width, height));
    }
  }

  /** Returns the same shape with a long side of so many pixels; no side falls below one pixel. */
  public PictureSize withLongSide(int pixels) {
    double scale = (double) pixels / Math.max(width, height);
    return new PictureSize(
        (int) Math.max(1, Math.round(scale * width)),
        (int) Math.max(1, Math.round(scale * height)));
  }

  /** Returns the least size that holds this one and whose sides are multiples of a number. */
  public PictureSize upToMultipleOf(int number) {
    return new PictureSize(upToMultipleOf(width, number), upToMultipleOf(height, number));
  }

  private static int upToMultipleOf(int side, int number) {
    return (side + number - 1) / number * number;
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
