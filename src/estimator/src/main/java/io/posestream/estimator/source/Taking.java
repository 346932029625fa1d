package io.posestream.estimator.source;

import io.posestream.estimator.picture.JpegEncoder;
import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.picture.PictureSize;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Takes pictures in the size that the network wants, and some of them once more, larger, to go with
 * their frames. What the network sees does not depend on what is sent.
 *
 * <p>Mutable; owned and used by one thread.
 */
final class Taking {
  private final SourceSettings settings;
  private final Optional<RateLimit> sentRate;

  Taking(SourceSettings settings) {
    this.settings = settings;
    sentRate = settings.sent().map(sent -> new RateLimit(sent.rate()));
  }

  /**
   * Takes a picture.
   *
   * @param micros event time in microseconds since the epoch
   * @param scaled gives the picture with a long side of so many pixels
   */
  TimedPicture take(long micros, IntFunction<Picture> scaled) {
    Picture picture = scaled.apply(settings.size());
    boolean sent = sentRate.map(rate -> rate.keeps(micros)).orElse(false);
    return new TimedPicture(
        picture, micros, sent ? sent(picture.taken(), scaled) : Optional.empty());
  }

  private Optional<io.posestream.core.picture.Picture> sent(
      PictureSize taken, IntFunction<Picture> scaled) {
    int longSide = Math.max(taken.width(), taken.height());
    return settings
        .sent()
        .map(sent -> JpegEncoder.encode(scaled.apply(Math.min(sent.size(), longSide)), sent));
  }
}
