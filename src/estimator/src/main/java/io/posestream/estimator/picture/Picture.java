package io.posestream.estimator.picture;

/**
 * A picture in RGB, made smaller or larger than it was taken.
 *
 * <p>Immutable by agreement: the array is the picture's from the constructor on, and who reads it
 * must not write to it. Thread-safe.
 */
public final class Picture {
  /** Values of one pixel: red, green, blue. */
  public static final int CHANNELS = 3;

  private final PictureSize size;
  private final PictureSize taken;
  private final byte[] rgb;

  /**
   * Creates a picture around an array.
   *
   * @param size of the pixels given
   * @param taken size of the picture as the camera took it; poses are in its pixels
   * @param rgb red, green and blue of each pixel, row by row from the upper left, 0..255 without a
   *     sign; the caller must not touch it again
   * @throws IllegalArgumentException if the array has another length
   */
  public Picture(PictureSize size, PictureSize taken, byte[] rgb) {
    if (rgb.length != CHANNELS * size.width() * size.height()) {
      throw new IllegalArgumentException(
          "expected %d values of a picture of %s, got %d"
              .formatted(CHANNELS * size.width() * size.height(), size, rgb.length));
    }
    this.size = size;
    this.taken = taken;
    this.rgb = rgb;
  }

  /** Returns the size of these pixels. */
  public PictureSize size() {
    return size;
  }

  /** Returns the size in which the picture was taken. */
  public PictureSize taken() {
    return taken;
  }

  /** Returns the values; see the constructor. They must not be written to. */
  public byte[] rgb() {
    return rgb;
  }

  /** Returns this picture with a long side of so many pixels. */
  public Picture withLongSide(int pixels) {
    PictureSize target = size.withLongSide(pixels);
    return target.equals(size) ? this : new Picture(target, taken, BoxScale.of(rgb, size, target));
  }

  @Override
  public String toString() {
    return "Picture[%s, taken as %s]".formatted(size, taken);
  }
}
