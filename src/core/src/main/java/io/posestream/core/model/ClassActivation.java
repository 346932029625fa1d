package io.posestream.core.model;

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

  /**
   * Creates a map.
   *
   * @param classes C
   * @param frames cells in time
   * @param height cells downwards
   * @param width cells to the right
   * @param values in C order [classes, frames, height, width]
   * @throws IllegalArgumentException if the length does not match the shape
   */
  public ClassActivation(int classes, int frames, int height, int width, float[] values) {
    if (values.length != classes * frames * height * width) {
      throw new IllegalArgumentException(
          "expected %d values for [%d, %d, %d, %d], got %d"
              .formatted(
                  classes * frames * height * width,
                  classes,
                  frames,
                  height,
                  width,
                  values.length));
    }
    this.classes = classes;
    this.frames = frames;
    this.height = height;
    this.width = width;
    this.values = values.clone();
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
