package io.posestream.estimator.source;

import java.util.OptionalLong;

/**
 * Tells the event time of a live stream's pictures.
 *
 * <p>A stream's own clock is even, but begins anywhere, runs a little fast or slow, and starts
 * again when the camera does. The time of the day when a picture arrives is right, but uneven. So
 * the stream's clock is set by the time of the day once, then put right a little with each picture:
 * by a thousandth of what the picture arrives late, which pictures often do, and by a twentieth of
 * what it arrives early. No picture arrives before it was taken; a camera that first sends at once
 * what it has kept would otherwise be ahead of the time of the day for minutes. The clock is set
 * anew when the two are more than two seconds apart. Times ascend, unless the time of the day
 * itself was set back.
 *
 * <p>Mutable; owned and used by one thread.
 */
final class StreamClock {
  private static final long FURTHEST_MICROS = 2_000_000;
  private static final double LATE_CORRECTION = 0.001;
  private static final double EARLY_CORRECTION = 0.05;

  private boolean set;
  // Time of the day less the stream's.
  private double offsetMicros;
  private long lastMicros = -1;

  /** Forgets the stream's clock: the next picture is of another stream. */
  void restart() {
    set = false;
  }

  /**
   * Returns the event time of the next picture, in microseconds since the epoch.
   *
   * @param streamMicros its time by the stream's clock, if it tells
   * @param arrivalMicros time of the day at which it arrived, in microseconds since the epoch
   */
  long eventMicros(OptionalLong streamMicros, long arrivalMicros) {
    long micros =
        streamMicros.isPresent()
            ? ofStream(streamMicros.getAsLong(), arrivalMicros)
            : arrivalMicros;
    boolean setBack = lastMicros - micros > FURTHEST_MICROS;
    lastMicros = setBack ? micros : Math.max(micros, lastMicros + 1);
    return lastMicros;
  }

  private long ofStream(long streamMicros, long arrivalMicros) {
    double late = arrivalMicros - (streamMicros + offsetMicros);
    if (!set || Math.abs(late) > FURTHEST_MICROS) {
      offsetMicros = arrivalMicros - (double) streamMicros;
      set = true;
    } else {
      offsetMicros += (late > 0 ? LATE_CORRECTION : EARLY_CORRECTION) * late;
    }
    return Math.round(streamMicros + offsetMicros);
  }
}
