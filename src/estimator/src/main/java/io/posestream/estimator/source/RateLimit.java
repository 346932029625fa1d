package io.posestream.estimator.source;

/**
 * Chooses pictures so that no more than a number of them a second are left, evenly over time.
 *
 * <p>Time is cut into slots of one picture each; the first picture in a slot is kept. Mutable;
 * owned and used by one thread.
 */
final class RateLimit {
  // Times are rounded: of 30 a second to 15 it must be every second one.
  private static final double ROUNDING_MICROS = 1_000;

  private final double slotMicros;
  private long lastSlot = Long.MIN_VALUE;

  RateLimit(double perSecond) {
    slotMicros = 1e6 / perSecond;
  }

  /** Returns whether the picture of a time is kept; times ascend but for clocks set back. */
  boolean keeps(long micros) {
    long slot = (long) Math.floor((micros + ROUNDING_MICROS) / slotMicros);
    boolean kept = slot != lastSlot;
    lastSlot = slot;
    return kept;
  }
}
