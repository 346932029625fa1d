package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchPolicyTest {
  @Test
  void refusesABatchOfNothing() {
    assertThatThrownBy(() -> new BatchPolicy(0, Duration.ZERO))
        .hasMessage("batch-size: expected a positive number of clips, got 0");
  }

  @Test
  void refusesANegativeLinger() {
    assertThatThrownBy(() -> new BatchPolicy(1, Duration.ofMillis(-1)))
        .hasMessage("batch-linger: expected no negative time, got PT-0.001S");
  }
}
