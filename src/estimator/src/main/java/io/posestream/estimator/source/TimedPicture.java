package io.posestream.estimator.source;

import io.posestream.estimator.picture.Picture;

/**
 * A picture of a camera.
 *
 * @param picture what it shows
 * @param micros event time in microseconds since the epoch
 */
public record TimedPicture(Picture picture, long micros) {}
