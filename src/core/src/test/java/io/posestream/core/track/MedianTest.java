package io.posestream.core.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MedianTest {
  private static double sorted(double[] values, int count) {
    double[] sample = Arrays.copyOf(values, count);
    Arrays.sort(sample);
    return sample[count / 2];
  }

  @Test
  void isTheValueInTheMiddleOfTheSortedSample() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 20_000; round++) {
      int count = 1 + random.nextInt(60);
      // Few different values make many equal ones.
      int different = 1 + random.nextInt(100);
      double[] values = new double[count + random.nextInt(3)];
      Arrays.setAll(values, i -> random.nextInt(different) - different / 2.0);

      assertThat(Median.of(values, count)).isEqualTo(sorted(values, count));
    }
  }

  @Test
  void takesInfiniteValues() {
    double far = Double.POSITIVE_INFINITY;

    assertThat(Median.of(new double[] {far, 1, -far}, 3)).isEqualTo(1);
    assertThat(Median.of(new double[] {far, far, -far}, 3)).isEqualTo(far);
    assertThat(Median.of(new double[] {-far, 3, -far}, 3)).isEqualTo(-far);
    assertThat(Median.of(new double[] {far}, 1)).isEqualTo(far);
  }

  @Test
  void leavesTheSampleAsItIs() {
    double[] values = {3, 1, 2};

    Median.of(values, 3);

    assertThat(values).containsExactly(3, 1, 2);
  }

  @Test
  void endsWithoutAnOrder() {
    assertThat(Median.of(new double[] {Double.NaN, Double.NaN}, 2)).isNaN();
  }
}
