package io.posestream.core.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussianStepsTest {
  @Test
  void areTheExponentialWithinTheLastBitOfAFloatNearOne() {
    for (double sigma : new double[] {0.3, 0.6, 1, 4}) {
      double radius = 3 * sigma;
      GaussianSteps steps = new GaussianSteps(sigma, radius);
      for (double start = radius; start <= radius + 1; start += 0.000_37) {
        double place = steps.place(start);
        int row = (int) place;
        float share = (float) (place - row);
        for (int pixel = 0; pixel <= start + radius; pixel++) {
          double distance = pixel - start;
          assertThat((double) steps.value(row, share, pixel))
              .isCloseTo(Math.exp(-distance * distance / 2 / sigma / sigma), within(1.5e-7));
        }
      }
    }
  }
}
