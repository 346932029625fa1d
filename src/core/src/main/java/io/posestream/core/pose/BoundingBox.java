package io.posestream.core.pose;

/**
 * An axis-aligned box in image pixels, x to the right and y down.
 *
 * @param x left edge
 * @param y top edge
 * @param width not negative
 * @param height not negative
 */
public record BoundingBox(float x, float y, float width, float height) {
  /** Returns where this box lies in a picture of another size. */
  BoundingBox in(PictureMapping other) {
    return new BoundingBox(other.x(x), other.y(y), width * other.scaleX(), height * other.scaleY());
  }
}
