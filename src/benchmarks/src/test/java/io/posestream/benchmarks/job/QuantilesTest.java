package io.posestream.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
  @Test
  void areSamplesOfTheirRank() {
    double[] hundredDownToOne = IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray();

    assertThat(Quantiles.of(hundredDownToOne)).isEqualTo(new Quantiles(100, 50, 95, 99));
  }

  @Test
  void doNotSmoothTheTailOfFewSamples() {
    assertThat(Quantiles.of(new double[] {1, 2, 900})).isEqualTo(new Quantiles(3, 2, 900, 900));
  }

  @Test
  void areNoNumbersWithoutSamples() {
    assertThat(Quantiles.of(new double[0]).p99()).isNaN();
  }
}
