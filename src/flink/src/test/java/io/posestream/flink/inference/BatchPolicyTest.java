package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchPolicyTest {
  @Test
  void refusesABatchOfNothing() {
    assertThatThrownBy(() -> BatchPolicy.DEFAULTS.withSize(0).withLinger(Duration.ZERO))
        .hasMessage("batch-size: expected a positive number of clips, got 0");
  }

  @Test
  void refusesANegativeLinger() {
    assertThatThrownBy(() -> BatchPolicy.DEFAULTS.withSize(1).withLinger(Duration.ofMillis(-1)))
        .hasMessage("batch-linger: expected no negative time, got PT-0.001S");
  }
}
