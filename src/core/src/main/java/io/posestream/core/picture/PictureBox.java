package io.posestream.core.picture;

/**
 * The part of a picture that a network sees; it may reach beyond the picture, where all is black.
 *
 * @param left edge in pixels of the picture
 * @param top edge in pixels of the picture
 * @param width in pixels, positive
 * @param height in pixels, positive
 */
public record PictureBox(int left, int top, int width, int height) {
  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public PictureBox {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "expected a box of at least 1x1 px, got %dx%d".formatted(width, height));
    }
  }
}
