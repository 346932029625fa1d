package io.posestream.core.window;

/**
 * A run of frames that do not continue the camera's stream but continue each other: the sign of a
 * restarted estimator or of a camera that was off, rather than of a single bad frame.
 *
 * @param number frame number of the last of them
 * @param timeMicros its event time
 * @param length how many there are, 0 for none
 */
public record Discontinuity(long number, long timeMicros, int length) {
  /** No such run. */
  public static final Discontinuity NONE = new Discontinuity(-1, -1, 0);

  // The third frame in a row that agrees is believed; one or two bad frames change nothing.
  private static final int CONFIRMED = 3;

  /** Returns this run with one more frame, or a new run if the frame does not continue it. */
  Discontinuity extend(long nextNumber, long nextMicros, long maxSkewMicros) {
    boolean continues =
        length > 0
            && nextNumber > number
            && nextMicros >= timeMicros
            && nextMicros - timeMicros <= maxSkewMicros;
    return new Discontinuity(nextNumber, nextMicros, continues ? length + 1 : 1);
  }

  /**
   * Returns this run with one more frame that may be out of order, or a new run if the frame does
   * not belong to it.
   */
  Discontinuity join(long nextNumber, long nextMicros, long maxSkewMicros) {
    boolean belongs =
        length > 0
            && Long.compare(nextNumber, number) == Long.compare(nextMicros, timeMicros)
            && Math.abs(nextMicros - timeMicros) <= maxSkewMicros;
    if (!belongs) {
      return new Discontinuity(nextNumber, nextMicros, 1);
    }
    return nextMicros > timeMicros
        ? new Discontinuity(nextNumber, nextMicros, length + 1)
        : new Discontinuity(number, timeMicros, length + 1);
  }

  /** Returns whether the run is long enough to be believed. */
  boolean confirmed() {
    return length >= CONFIRMED;
  }
}
