package io.posestream.onnx.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeypointBatchTest {
  @Test
  void padsTheNumberOfPeopleToAPowerOfTwo() {
    assertThat(List.of(0, 1, 2, 3, 4, 5, 25, 64).stream().map(KeypointBatch::paddedPersons))
        .containsExactly(1, 1, 2, 4, 4, 8, 32, 64);
  }
}
