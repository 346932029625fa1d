package io.posestream.core.sampling;

/**
 * Picks the frames of a clip by time, for streams whose frame rate is not even.
 *
 * <p>The span from the first to the last frame is divided into equal slots; each slot takes the
 * frame nearest to its midpoint. Nothing is drawn: the same times give the same frames.
 */
public final class TimeUniformSampler {
  private TimeUniformSampler() {}

  /**
   * Returns the sampled positions, ascending; a position repeats where frames are scarce.
   *
   * <p>Of two frames equally near, the earlier one is taken. Costs time in proportion to frames and
   * slots.
   *
   * @param timesMicros times of the frames in microseconds, ascending, not empty; equal times are
   *     allowed
   * @param clipLength number of slots, positive
   * @return {@code clipLength} positions in {@code timesMicros}
   * @throws IllegalArgumentException if there is no frame, times fall, or the span is too long to
   *     divide without overflow
   */
  public static int[] sample(long[] timesMicros, int clipLength) {
    check(timesMicros, clipLength);
    long start = timesMicros[0];
    long span = timesMicros[timesMicros.length - 1] - start;
    // Times are counted in units of 1/(2 * clipLength) us, in which midpoints are whole numbers.
    long unit = 2L * clipLength;
    int[] positions = new int[clipLength];
    int before = 0;
    int after = 0;
    for (int slot = 0; slot < clipLength; slot++) {
      long midpoint = span * (2L * slot + 1);
      while (after < timesMicros.length && (timesMicros[after] - start) * unit <= midpoint) {
        // Of frames at one time the first counts.
        before = timesMicros[after] == timesMicros[before] ? before : after;
        after++;
      }
      positions[slot] = before;
      if (after < timesMicros.length) {
        long sinceBefore = midpoint - (timesMicros[before] - start) * unit;
        long untilAfter = (timesMicros[after] - start) * unit - midpoint;
        positions[slot] = untilAfter < sinceBefore ? after : before;
      }
    }
    return positions;
  }

  private static void check(long[] timesMicros, int clipLength) {
    if (clipLength < 1) {
      throw new IllegalArgumentException(
          "clip-length: expected a positive number, got %d".formatted(clipLength));
    }
    if (timesMicros.length == 0) {
      throw new IllegalArgumentException("times: expected at least one frame, got none");
    }
    checkAscending(timesMicros);
    long first = timesMicros[0];
    long last = timesMicros[timesMicros.length - 1];
    long longest = Long.MAX_VALUE / (2L * clipLength);
    // A difference below zero has overflowed, for times ascend.
    if (last - first < 0 || last - first > longest) {
      throw new IllegalArgumentException(
          "times: expected a span of at most %d us, got %d..%d us".formatted(longest, first, last));
    }
  }

  private static void checkAscending(long[] timesMicros) {
    for (int i = 1; i < timesMicros.length; i++) {
      if (timesMicros[i] < timesMicros[i - 1]) {
        throw new IllegalArgumentException(
            "times: expected ascending times, got %d us after %d us at position %d"
                .formatted(timesMicros[i], timesMicros[i - 1], i));
      }
    }
  }
}
