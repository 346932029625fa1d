package io.posestream.core.track;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PictureMapping;

/**
 * What is remembered of one track.
 *
 * @param trackId as it stands in clips and events: the first id the tracker gave it
 * @param trackerId the id the tracker gave it last
 * @param seenMicros event time in microseconds when it was seen last
 * @param pose then
 * @param velocityX in pixels a second, smoothed
 * @param velocityY in pixels a second, smoothed
 * @param switchedMicros event time in microseconds at which its id seemed to change last, -1 never
 * @param movedThroughMicros event time in microseconds at the end of the last window in which it
 *     moved, -1 none
 */
public record KnownTrack(
    String trackId,
    String trackerId,
    long seenMicros,
    Person pose,
    float velocityX,
    float velocityY,
    long switchedMicros,
    long movedThroughMicros) {
  // Share of the newest step in the velocity: a few frames even out the estimator's jitter.
  private static final float NEWEST = 0.4f;
  private static final double LONGEST_STEP_SECONDS = 0.25;
  // A velocity says little of where one is after a while.
  private static final double FORESIGHT_SECONDS = 0.4;
  private static final long RECENT_MICROS = 300_000;
  // Bodies run at most about 5 sizes a second across the image; the constant is the estimator's.
  private static final double JUMP = 0.75;
  private static final double JUMP_PER_SECOND = 5;

  static KnownTrack begin(String trackId, Person pose, long micros, long switchedMicros) {
    return new KnownTrack(trackId, pose.trackId(), micros, pose, 0, 0, switchedMicros, -1);
  }

  /** Returns the track with the person that shows it next, who is that far from its pose. */
  KnownTrack seen(Person next, PoseShift shift, long micros) {
    double step = (micros - seenMicros) / 1e6;
    float vx = velocityX;
    float vy = velocityY;
    if (step > 0 && step <= LONGEST_STEP_SECONDS) {
      vx += NEWEST * (float) (shift.x() / step - vx);
      vy += NEWEST * (float) (shift.y() / step - vy);
    } else {
      vx = 0;
      vy = 0;
    }
    return new KnownTrack(
        trackId, next.trackId(), micros, next, vx, vy, switchedMicros, movedThroughMicros);
  }

  /** Returns whether it was seen so lately that where it is now can be foreseen. */
  boolean isRecentAt(long micros) {
    return seenMicros < micros && micros - seenMicros <= RECENT_MICROS;
  }

  /** Returns how far a person is from where the track would be by now, in body sizes. */
  double strayed(PoseShift shift, long micros) {
    double ahead = Math.min((micros - seenMicros) / 1e6, FORESIGHT_SECONDS);
    return shift.beside(ahead * velocityX, ahead * velocityY);
  }

  /** Returns whether a person is further from the track than a body moves in the time. */
  boolean isLeftBy(PoseShift shift, long micros) {
    double seconds = (micros - seenMicros) / 1e6;
    return seconds > 0 && shift.beside(0, 0) > JUMP + JUMP_PER_SECOND * seconds;
  }

  /** Returns the track as it would be in a picture of another size. */
  KnownTrack in(PictureMapping other) {
    return new KnownTrack(
        trackId,
        trackerId,
        seenMicros,
        pose.in(other),
        velocityX * other.scaleX(),
        velocityY * other.scaleY(),
        switchedMicros,
        movedThroughMicros);
  }

  KnownTrack switched(long micros) {
    return new KnownTrack(
        trackId, trackerId, seenMicros, pose, velocityX, velocityY, micros, movedThroughMicros);
  }

  KnownTrack movedThrough(long millis) {
    return new KnownTrack(
        trackId, trackerId, seenMicros, pose, velocityX, velocityY, switchedMicros, 1000 * millis);
  }
}
