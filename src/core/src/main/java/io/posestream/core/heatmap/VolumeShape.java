package io.posestream.core.heatmap;

/**
 * The shape of a volume in memory, C order [views, channels, frames, height, width].
 *
 * @param views clips, then mirrored clips
 * @param channels joints or limbs, K
 * @param frames per clip, T
 * @param height of a heatmap in pixels
 * @param width of a heatmap in pixels
 */
public record VolumeShape(int views, int channels, int frames, int height, int width) {
  /** Returns the number of values. */
  public long size() {
    return (long) views * viewSize();
  }

  /**
   * Returns the number of values of one view.
   *
   * @throws ArithmeticException if it is not an int
   */
  public int viewSize() {
    return Math.multiplyExact(
        Math.multiplyExact(channels, frames), Math.multiplyExact(height, width));
  }

  /** Returns the position of a value, relative to the first one. */
  public int offset(int view, int channel, int frame, int y, int x) {
    return (((view * channels + channel) * frames + frame) * height + y) * width + x;
  }
}
