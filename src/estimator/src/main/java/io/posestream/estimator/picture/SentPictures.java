package io.posestream.estimator.picture;

/**
 * Which pictures go with their frames, and how large they are.
 *
 * <p>Start from {@link #DEFAULTS} and change what differs.
 *
 * @param size longest side in pixels, 64..4096; smaller pictures stay as they are
 * @param rate most pictures a second of event time; the frames in between carry none
 * @param quality of the JPEG, above 0 up to 1; lowered for a picture that would exceed the bytes
 * @param mostBytes of one picture, at least 4096
 */
public record SentPictures(int size, double rate, double quality, int mostBytes) {
  /** 640 pixels, 8 pictures a second, quality 0.8, and the 256 KiB that a job takes by default. */
  public static final SentPictures DEFAULTS = new SentPictures(640, 8, 0.8, 256 * 1024);

  private static final int SMALLEST = 64;
  private static final int LARGEST = 4096;
  private static final int FEWEST_BYTES = 4096;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting, the range and the value
   */
  public SentPictures {
    require(size >= SMALLEST && size <= LARGEST, "picture-size", "64 to 4096 pixels", size);
    require(rate > 0 && rate <= 1000, "picture-rate", "above 0, up to 1000 a second", rate);
    require(quality > 0 && quality <= 1, "picture-quality", "above 0, up to 1", quality);
    require(mostBytes >= FEWEST_BYTES, "picture-bytes", "4096 or more", mostBytes);
  }

  private static void require(boolean holds, String setting, String expected, Number found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(setting, expected, found));
    }
  }

  /** Returns the same settings with another longest side in pixels. */
  public SentPictures withSize(int other) {
    return new SentPictures(other, rate, quality, mostBytes);
  }

  /** Returns the same settings with another rate. */
  public SentPictures withRate(double other) {
    return new SentPictures(size, other, quality, mostBytes);
  }

  /** Returns the same settings with another quality. */
  public SentPictures withQuality(double other) {
    return new SentPictures(size, rate, other, mostBytes);
  }

  /** Returns the same settings with another bound of bytes. */
  public SentPictures withMostBytes(int other) {
    return new SentPictures(size, rate, quality, other);
  }
}
