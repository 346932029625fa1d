package io.posestream.estimator.source;

import io.posestream.estimator.picture.SentPictures;
import java.time.Duration;
import java.util.Optional;

/**
 * How pictures are taken from a source.
 *
 * <p>Start from {@link #DEFAULTS} and change what differs.
 *
 * @param size long side of the pictures in pixels
 * @param rate most pictures a second of event time; the pictures in between are passed over
 * @param startMicros event time of the first picture of a file or folder, in microseconds since the
 *     epoch; live sources have the time of the day
 * @param longestWait for a live source to open, and for each picture after that
 * @param giveUpAfter how long a live source may give no picture before it has failed
 * @param sent the pictures that go with their frames; by default none do
 */
public record SourceSettings(
    int size,
    double rate,
    long startMicros,
    Duration longestWait,
    Duration giveUpAfter,
    Optional<SentPictures> sent) {
  /** 256 pixels, 15 pictures a second, from the epoch on; ten seconds, ten minutes. */
  public static final SourceSettings DEFAULTS =
      new SourceSettings(
          256, 15, 0, Duration.ofSeconds(10), Duration.ofMinutes(10), Optional.empty());

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting, the range and the value
   */
  public SourceSettings {
    require(size > 0, "size", "1 pixel or more", size);
    require(rate > 0 && rate <= 1000, "rate", "above 0, up to 1000 a second", rate);
    require(startMicros >= 0, "start", "a time since the epoch", startMicros);
    require(!longestWait.isNegative(), "longest wait", "0 or more", longestWait);
    require(!giveUpAfter.isNegative(), "give up after", "0 or more", giveUpAfter);
  }

  private static void require(boolean holds, String setting, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(setting, expected, found));
    }
  }

  /** Returns the same settings with another long side in pixels. */
  public SourceSettings withSize(int other) {
    return new SourceSettings(other, rate, startMicros, longestWait, giveUpAfter, sent);
  }

  /** Returns the same settings with another rate. */
  public SourceSettings withRate(double other) {
    return new SourceSettings(size, other, startMicros, longestWait, giveUpAfter, sent);
  }

  /** Returns the same settings with another time of the first picture. */
  public SourceSettings withStartMicros(long other) {
    return new SourceSettings(size, rate, other, longestWait, giveUpAfter, sent);
  }

  /** Returns the same settings with other waits for live sources. */
  public SourceSettings withWaits(Duration forPicture, Duration beforeFailure) {
    return new SourceSettings(size, rate, startMicros, forPicture, beforeFailure, sent);
  }

  /** Returns the same settings, with pictures that go with their frames. */
  public SourceSettings withSent(SentPictures other) {
    return new SourceSettings(
        size, rate, startMicros, longestWait, giveUpAfter, Optional.of(other));
  }
}
