package io.posestream.core.track;

/**
 * The upper median of a sample, which of an even number is the greater of the two in the middle.
 */
public final class Median {
  /*
   * One value after the other is ranked by counting, unless it lies outside what the ranks so far
   * leave open. Counting takes no branches that the processor could guess wrong, which is what sorting
   * and quickselect spend their time on where samples are as small as the joints of a body.
   */

  private Median() {}

  /**
   * Returns the median of the first values; NaN only if one of them is.
   *
   * @param values the sample, and perhaps more behind it
   * @param count of the sample, positive
   */
  public static double of(double[] values, int count) {
    int rank = count / 2;
    double low = Double.NaN;
    double high = Double.NaN;
    for (int i = 0; i < count; i++) {
      double value = values[i];
      // False as long as a bound is NaN.
      if (value <= low || value >= high) {
        continue;
      }
      int less = 0;
      int notMore = 0;
      for (int j = 0; j < count; j++) {
        less += values[j] < value ? 1 : 0;
        notMore += values[j] <= value ? 1 : 0;
      }
      if (rank < less) {
        high = value;
      } else if (rank >= notMore) {
        low = value;
      } else {
        return value;
      }
    }
    return Double.NaN;
  }
}
