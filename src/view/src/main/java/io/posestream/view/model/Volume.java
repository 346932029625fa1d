package io.posestream.view.model;

/**
 * Values over time and a picture, such as heatmaps or a class activation.
 *
 * @param frames T; 0 if there is nothing
 * @param height H
 * @param width W
 * @param values in C order [T, H, W]; not to be written
 */
public record Volume(int frames, int height, int width, float[] values) {
  /** Nothing. */
  public static final Volume NONE = new Volume(0, 0, 0, new float[0]);

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if it does not match the shape
   */
  public Volume {
    if (values.length != frames * height * width) {
      throw new IllegalArgumentException(
          "expected %d values for [%d, %d, %d], got %d"
              .formatted(frames * height * width, frames, height, width, values.length));
    }
  }

  /** Returns the value at a place. */
  public float at(int frame, int y, int x) {
    return values[(frame * height + y) * width + x];
  }

  /** Returns the largest value, 0 if there is none. */
  public float peak() {
    float peak = 0;
    for (float value : values) {
      peak = Math.max(peak, value);
    }
    return peak;
  }

  /** Returns the values as bytes: 255 for the largest, 0 for what is not above 0. */
  public byte[] toBytes() {
    float peak = Math.max(peak(), Float.MIN_NORMAL);
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.max(0, values[i]) / peak);
    }
    return bytes;
  }
}
