package io.posestream.evaluation.measure;

import java.util.List;
import java.util.Optional;

/**
 * Time differences between events and their truths; positive means that the event is late.
 *
 * @param pairs number of pairs, at least 1
 * @param meanMillis mean; late and early events cancel out
 * @param meanAbsoluteMillis mean of the absolute differences
 * @param medianMillis signed median
 */
public record TimingError(
    int pairs, double meanMillis, double meanAbsoluteMillis, double medianMillis) {
  /** Summarises errors in milliseconds; absent if there are none. */
  static Optional<TimingError> of(List<Long> errors) {
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    long[] sorted = errors.stream().mapToLong(error -> error).sorted().toArray();
    double sum = 0;
    double absolute = 0;
    for (long error : sorted) {
      sum += error;
      absolute += Math.abs(error);
    }
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
    return Optional.of(
        new TimingError(sorted.length, sum / sorted.length, absolute / sorted.length, median));
  }
}
