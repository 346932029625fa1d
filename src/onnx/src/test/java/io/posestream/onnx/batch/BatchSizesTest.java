package io.posestream.onnx.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizesTest {
  @Test
  void takesThePowersOfTwoUpToTheLimit() {
    assertThat(BatchSizes.gpu(32).sizes()).containsExactly(1, 2, 4, 8, 16, 32);
    assertThat(BatchSizes.gpu(12).sizes()).containsExactly(1, 2, 4, 8);
  }

  @Test
  void padsToTheNextSize() {
    assertThat(BatchSizes.gpu(32).padded(5)).isEqualTo(8);
    assertThat(BatchSizes.gpu(32).padded(32)).isEqualTo(32);
    assertThat(BatchSizes.CPU.padded(3)).isEqualTo(3);
  }

  @Test
  void leavesRoomForTheLastPaddedBatch() {
    assertThat(BatchSizes.gpu(8).room(20)).isEqualTo(20);
    assertThat(BatchSizes.gpu(8).room(21)).isEqualTo(24);
    assertThat(BatchSizes.CPU.room(20)).isEqualTo(20);
    assertThat(BatchSizes.ONE.room(3)).isEqualTo(3);
  }
}
