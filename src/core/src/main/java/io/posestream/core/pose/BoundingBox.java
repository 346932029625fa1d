package io.posestream.core.pose;

/**
 * An axis-aligned box in image pixels, x to the right and y down.
 *
 * @param x left edge
 * @param y top edge
 * @param width not negative
 * @param height not negative
 */
public record BoundingBox(float x, float y, float width, float height) {}
