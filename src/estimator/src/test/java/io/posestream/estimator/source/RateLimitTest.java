package io.posestream.estimator.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  @Test
  void keepsEverySecondOfThirtyForFifteen() {
    RateLimit rate = new RateLimit(15);

    assertThat(IntStream.range(0, 8).mapToObj(i -> rate.keeps(Math.round(i * 1e6 / 30))))
        .containsExactly(true, false, true, false, true, false, true, false);
  }

  @Test
  void keepsAllOfASlowerSource() {
    RateLimit rate = new RateLimit(15);

    assertThat(IntStream.range(0, 50).mapToObj(i -> rate.keeps(100_000L * i))).containsOnly(true);
  }

  @Test
  void keepsAsManyAsItShallOfARateThatDoesNotDivide() {
    RateLimit rate = new RateLimit(15);

    assertThat(IntStream.range(0, 250).filter(i -> rate.keeps(40_000L * i)).count()).isEqualTo(150);
  }

  @Test
  void goesOnAfterTheClockWasSetBack() {
    RateLimit rate = new RateLimit(15);
    rate.keeps(900_000_000);

    assertThat(rate.keeps(0)).isTrue();
  }
}
