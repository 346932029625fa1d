package io.posestream.core.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FalloffTest {
  @Test
  void isTheExponentialToFarBelowAFloatsRounding() {
    for (double z = 0; z < 104; z += 0.000_7) {
      assertThat(Falloff.of(z) / Math.exp(-z)).isCloseTo(1, within(2e-10));
    }
  }

  @Test
  void isNothingWhereNoFloatIsLeft() {
    assertThat(Falloff.of(104)).isZero();
    assertThat(Falloff.of(Double.POSITIVE_INFINITY)).isZero();
    assertThat((float) Falloff.of(103.9)).isPositive();
  }
}
