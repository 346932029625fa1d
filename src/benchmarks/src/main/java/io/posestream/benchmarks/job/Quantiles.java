package io.posestream.benchmarks.job;

import java.util.Arrays;

/**
 * What most, nearly all and all but one in a hundred of some samples stay below.
 *
 * @param count of the samples
 * @param p50 the median
 * @param p95 what 95 % do not exceed
 * @param p99 what 99 % do not exceed
 */
record Quantiles(int count, double p50, double p95, double p99) {
  /**
   * Returns the quantiles by nearest rank: each is one of the samples, so a tail is never smoothed
   * away; NaN without samples.
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
