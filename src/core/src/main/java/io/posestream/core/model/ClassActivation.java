package io.posestream.core.model;

import io.posestream.core.heatmap.CropQuadruple;

/**
 * Where and when each class was seen: the class activation map of one clip (Zhou et al. 2016).
 *
 * <p>Immutable and thread-safe.
 */
public final class ClassActivation {
  private final int classes;
  private final int frames;
  private final int height;
  private final int width;
  private final float[] values;
  private final CropQuadruple covered;

  /**
   * Creates a map of the whole image.
   *
   * @param classes C
   * @param frames cells in time
   * @param height cells downwards
   * @param width cells to the right
   * @param values in C order [classes, frames, height, width]
   * @throws IllegalArgumentException if the length does not match the shape
   */
  public ClassActivation(int classes, int frames, int height, int width, float[] values) {
    int size = classes * frames * height * width;
    if (values.length != size) {
      throw new IllegalArgumentException(
          "expected %d values for [%d, %d, %d, %d], got %d"
              .formatted(size, classes, frames, height, width, values.length));
    }
    this.classes = classes;
    this.frames = frames;
    this.height = height;
    this.width = width;
    this.values = values.clone();
    this.covered = CropQuadruple.WHOLE;
  }

  private ClassActivation(ClassActivation map, CropQuadruple covered) {
    this.classes = map.classes;
    this.frames = map.frames;
    this.height = map.height;
    this.width = map.width;
    this.values = map.values;
    this.covered = covered;
  }

  /**
   * Returns the same map of a part of the image.
   *
   * @param part what preprocessing left of the image
   */
  public ClassActivation covering(CropQuadruple part) {
    return new ClassActivation(this, part);
  }

  /** Returns the part of the image that the cells lie over. */
  public CropQuadruple covered() {
    return covered;
  }

  /** Returns the number of classes. */
  public int classes() {
    return classes;
  }

  /** Returns the number of cells in time. */
  public int frames() {
    return frames;
  }

  /** Returns the number of cells downwards. */
  public int height() {
    return height;
  }

  /** Returns the number of cells to the right. */
  public int width() {
    return width;
  }

  /** Returns the activation of a class in a cell, on the scale of its logit. */
  public float at(int label, int frame, int y, int x) {
    return values[((label * frames + frame) * height + y) * width + x];
  }
}
