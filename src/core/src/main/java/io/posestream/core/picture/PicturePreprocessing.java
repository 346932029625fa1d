package io.posestream.core.picture;

import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.FrameSampling;
import java.util.List;

/**
 * How a model takes the pictures of a clip.
 *
 * @param clipLength pictures per clip, T
 * @param width of the network's pictures in pixels
 * @param height of the network's pictures in pixels
 * @param mean of red, green and blue, subtracted from each byte
 * @param std of red, green and blue, by which the difference is divided
 */
public record PicturePreprocessing(
    int clipLength, int width, int height, List<Float> mean, List<Float> std) {
  /**
   * Copies the lists in and checks the ranges.
   *
   * @throws IllegalArgumentException naming the parameter, what was expected and what was found
   */
  public PicturePreprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    require(clipLength > 0, "clip-length", "a positive number of pictures", clipLength);
    require(width > 0 && height > 0, "resize", "a positive size", width + "x" + height);
    require(mean.size() == PixelImage.COLOURS, "mean", "a number for each colour", mean);
    require(
        std.size() == PixelImage.COLOURS && std.stream().allMatch(value -> value > 0),
        "std",
        "a positive number for each colour",
        std);
  }

  private static void require(boolean holds, String parameter, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "pictures.%s: expected %s, got %s".formatted(parameter, expected, found));
    }
  }

  /** Returns the number of values of the pictures of one view, [3, T, height, width]. */
  public int viewSize() {
    return Math.multiplyExact(PixelImage.COLOURS * clipLength, Math.multiplyExact(height, width));
  }

  /** Returns what the network is given for a byte of a colour. */
  float normalised(int value, int colour) {
    return (value - mean.get(colour)) / std.get(colour);
  }

  /**
   * Returns which frames of a recording give the pictures of its clips, one clip after the other:
   * MMUniformSampleFrames of the reference.
   *
   * <p>The generator starts anew for the pictures, so that they are most often other frames than
   * those of the poses.
   *
   * @param sampling how frames are chosen
   * @param dialect whose draws the reference's sampling repeats
   * @param totalFrames of the recording, positive
   * @param clips sampled from it, positive
   */
  public int[] sample(FrameSampling sampling, Dialect dialect, int totalFrames, int clips) {
    return sampling.sample(dialect, totalFrames, clipLength, clips);
  }
}
