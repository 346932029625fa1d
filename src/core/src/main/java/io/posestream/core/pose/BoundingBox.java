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
  /** Returns this box with all coordinates scaled. */
  BoundingBox scaled(float scaleX, float scaleY) {
    return new BoundingBox(x * scaleX, y * scaleY, width * scaleX, height * scaleY);
  }
}
