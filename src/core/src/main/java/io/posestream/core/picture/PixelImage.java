package io.posestream.core.picture;

/**
 * The pixels of a decoded picture: red, green, blue, row after row.
 *
 * <p>Whoever decodes a picture gives its pixels away: nobody writes them afterwards, so that clips
 * of several subjects share them. Immutable and thread-safe.
 */
public final class PixelImage {
  /** Bytes of a pixel. */
  public static final int COLOURS = 3;

  private final int width;
  private final int height;
  private final byte[] pixels;

  private PixelImage(int width, int height, byte[] pixels) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /**
   * Creates an image around its pixels.
   *
   * @param width in pixels, positive
   * @param height in pixels, positive
   * @param pixels in C order [height, width, 3]; the caller gives the array away and does not touch
   *     it again
   * @throws IllegalArgumentException if the length does not match the size
   */
  public static PixelImage owning(int width, int height, byte[] pixels) {
    long expected = (long) COLOURS * width * height;
    if (width < 1 || height < 1 || pixels.length != expected) {
      throw new IllegalArgumentException(
          "expected %d bytes for an image of %dx%d px, got %d"
              .formatted(expected, width, height, pixels.length));
    }
    return new PixelImage(width, height, pixels);
  }

  /** Returns the width in pixels. */
  public int width() {
    return width;
  }

  /** Returns the height in pixels. */
  public int height() {
    return height;
  }

  /** Returns whether the other image is as large. */
  public boolean hasSizeOf(PixelImage other) {
    return width == other.width && height == other.height;
  }

  /** Returns a pixel's share of a colour, 0..255; 0 beyond the edges. */
  int at(int x, int y, int colour) {
    return x < 0 || y < 0 || x >= width || y >= height
        ? 0
        : pixels[(y * width + x) * COLOURS + colour] & 0xFF;
  }

  @Override
  public String toString() {
    return "PixelImage[%dx%d px]".formatted(width, height);
  }
}
