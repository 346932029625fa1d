package io.posestream.core.pose;

import java.util.Optional;

/**
 * Recognises event times that were given in another unit: such a time lies near the instant at
 * which it was written once it is multiplied or divided by a thousand or a million.
 *
 * <p>Near is within the ten years before that instant, for recordings are played later than they
 * are made. A time that is a million times too small must lie within the allowed skew: half an hour
 * from zero, where recordings lie, is too close to it for more. A clock that starts from zero is
 * taken for one in seconds only when it has run for 16 to 21 days.
 */
public final class TimeUnits {
  private static final long YEARS_MILLIS = 3_653L * 24 * 3_600_000;
  // 2000-01-01 and 2100-01-01 in microseconds.
  private static final long FIRST_MICROS = 946_684_800_000_000L;
  private static final long LAST_MICROS = 4_102_444_800_000_000L;
  private static final int MICROS_A_MILLI = 1_000;
  private static final int THOUSAND = 1_000;
  private static final int MILLION = 1_000_000;

  private TimeUnits() {}

  /**
   * Returns what seems to be wrong with an event time's unit, if anything.
   *
   * @param eventMillis as it was read
   * @param writtenMillis when it was written; nothing is said before the year 2000, for then that
   *     is no clock either
   * @param skewMillis how far the first may lie ahead of the second
   */
  public static Optional<String> mistaken(double eventMillis, long writtenMillis, long skewMillis) {
    if (MICROS_A_MILLI * writtenMillis < FIRST_MICROS) {
      return Optional.empty();
    }
    return tooSmall(eventMillis, writtenMillis, skewMillis)
        .or(() -> tooLarge(eventMillis, writtenMillis, skewMillis));
  }

  private static Optional<String> tooSmall(
      double eventMillis, long writtenMillis, long skewMillis) {
    if (isNear(eventMillis * THOUSAND, writtenMillis, skewMillis, YEARS_MILLIS)) {
      return Optional.of(
          "1000 times too small: is it in seconds where milliseconds are due, or in milliseconds"
              + " where microseconds are?");
    }
    if (isNear(eventMillis * MILLION, writtenMillis, skewMillis, skewMillis)) {
      return Optional.of("1000000 times too small: is it in seconds where microseconds are due?");
    }
    return Optional.empty();
  }

  private static Optional<String> tooLarge(
      double eventMillis, long writtenMillis, long skewMillis) {
    if (isNear(eventMillis / THOUSAND, writtenMillis, skewMillis, YEARS_MILLIS)) {
      return Optional.of(
          "1000 times too large: is it in microseconds where milliseconds are due, or in"
              + " nanoseconds where microseconds are?");
    }
    if (isNear(eventMillis / MILLION, writtenMillis, skewMillis, YEARS_MILLIS)) {
      return Optional.of(
          "1000000 times too large: is it in nanoseconds where milliseconds are due?");
    }
    return Optional.empty();
  }

  private static boolean isNear(
      double millis, long writtenMillis, long skewMillis, long behindMillis) {
    return millis <= writtenMillis + skewMillis && millis >= writtenMillis - behindMillis;
  }

  /** Returns a guess at the unit of an event time that no calendar shows, or an empty text. */
  static String guess(long micros) {
    for (int factor : new int[] {THOUSAND, MILLION}) {
      if (micros / factor >= FIRST_MICROS && micros / factor <= LAST_MICROS) {
        return ", %d times too large: is it in another unit?".formatted(factor);
      }
    }
    return "";
  }
}
