package io.posestream.core.heatmap;

/**
 * The part of an image that remains after cropping, in shares of the image's width and height; it
 * may reach beyond 0..1.
 *
 * @param x left edge as a share of the width
 * @param y top edge as a share of the height
 * @param width share of the width
 * @param height share of the height
 */
public record CropQuadruple(double x, double y, double width, double height) {
  /** The whole image. */
  public static final CropQuadruple WHOLE = new CropQuadruple(0, 0, 1, 1);

  /** Returns what remains of the original image when this crop is cropped again. */
  CropQuadruple then(CropQuadruple inner) {
    return new CropQuadruple(
        x + width * inner.x, y + height * inner.y, width * inner.width, height * inner.height);
  }
}
