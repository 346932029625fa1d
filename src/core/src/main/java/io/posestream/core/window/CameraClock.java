package io.posestream.core.window;

/**
 * How far one camera's stream has come.
 *
 * <p>Every camera has its own clock, so that a window fires as soon as its own camera is past it
 * and no neighbour's delay or haste decides what counts as late: docs/decisions/002.
 *
 * @param newestNumber frame number of the newest frame, -1 before the first
 * @param newestMicros event time of the newest frame, -1 before the first
 * @param closedThroughMicros windows that end at or before this event time are closed
 * @param discontinuity frames that do not continue the stream: refused if they are ahead, kept in
 *     doubt if they are behind
 * @param buffered upper bound of the frames held
 */
public record CameraClock(
    long newestNumber,
    long newestMicros,
    long closedThroughMicros,
    Discontinuity discontinuity,
    int buffered) {

  /** Returns the clock of a camera that is seen for the first time. */
  public static CameraClock closedThrough(long millis) {
    return new CameraClock(-1, -1, micros(millis), Discontinuity.NONE, 0);
  }

  // The ends of time stand for always and never.
  private static long micros(long millis) {
    return millis < Long.MIN_VALUE / 1000
        ? Long.MIN_VALUE
        : millis > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : 1000 * millis;
  }

  /** Returns whether a frame has been taken. */
  public boolean started() {
    return newestMicros >= 0;
  }

  /** Returns the event time of the newest frame in milliseconds. */
  public long newestMillis() {
    return newestMicros / 1000;
  }

  /** Returns the event time in milliseconds up to which windows are closed. */
  public long closedThroughMillis() {
    return closedThroughMicros == Long.MIN_VALUE
        ? Long.MIN_VALUE
        : Math.floorDiv(closedThroughMicros, 1000L);
  }

  /** Returns whether frames behind the newest are kept in doubt. */
  boolean isInDoubt() {
    return discontinuity.length() > 0 && discontinuity.timeMicros() < newestMicros;
  }

  CameraClock suspecting(Discontinuity next) {
    return new CameraClock(newestNumber, newestMicros, closedThroughMicros, next, buffered);
  }

  CameraClock continuedAt(long number, long timeMicros) {
    return new CameraClock(number, timeMicros, closedThroughMicros, Discontinuity.NONE, buffered);
  }

  CameraClock withClosedThrough(long millis) {
    return new CameraClock(newestNumber, newestMicros, micros(millis), discontinuity, buffered);
  }

  CameraClock withBuffered(int frames) {
    return new CameraClock(newestNumber, newestMicros, closedThroughMicros, discontinuity, frames);
  }
}
