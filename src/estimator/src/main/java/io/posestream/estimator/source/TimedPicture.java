package io.posestream.estimator.source;

import io.posestream.estimator.picture.Picture;
import java.util.Optional;

/**
 * A picture of a camera.
 *
 * @param picture what it shows, in the network's size
 * @param micros event time in microseconds since the epoch
 * @param sent the same picture, encoded, if it is to go with its frame
 */
public record TimedPicture(
    Picture picture, long micros, Optional<io.posestream.core.picture.Picture> sent) {
  /** A picture that stays here. */
  public TimedPicture(Picture picture, long micros) {
    this(picture, micros, Optional.empty());
  }
}
