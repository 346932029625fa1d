package io.posestream.benchmarks.job;

import java.util.Arrays;

/**
 * The median, 95th and 99th percentile of some samples.
 *
 * @param count number of samples
 * @param p50 the median
 * @param p95 the value that 95 % do not exceed
 * @param p99 the value that 99 % do not exceed
 */
record Quantiles(int count, double p50, double p95, double p99) {
  /**
   * Returns the quantiles by nearest rank, or NaN without samples. Each quantile is one of the
   * samples, so that interpolation does not hide a tail.
   */
  static Quantiles of(double[] samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return new Quantiles(
        sorted.length, nearestRank(sorted, 50), nearestRank(sorted, 95), nearestRank(sorted, 99));
  }

  private static double nearestRank(double[] sorted, int percent) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted[rank - 1];
  }
}
