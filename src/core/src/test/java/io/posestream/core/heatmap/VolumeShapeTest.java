package io.posestream.core.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VolumeShapeTest {
  private static final VolumeShape SHAPE = new VolumeShape(20, 17, 48, 64, 56);

  @Test
  void multipliesItsSides() {
    assertThat(SHAPE.viewSize()).isEqualTo(17 * 48 * 64 * 56);
    assertThat(SHAPE.size()).isEqualTo(20L * 17 * 48 * 64 * 56);
  }

  @Test
  void countsColumnsFastest() {
    assertThat(SHAPE.offset(0, 0, 0, 0, 1)).isEqualTo(1);
    assertThat(SHAPE.offset(0, 0, 0, 1, 0)).isEqualTo(56);
    assertThat(SHAPE.offset(0, 0, 1, 0, 0)).isEqualTo(64 * 56);
    assertThat(SHAPE.offset(0, 1, 0, 0, 0)).isEqualTo(48 * 64 * 56);
    assertThat(SHAPE.offset(1, 0, 0, 0, 0)).isEqualTo(SHAPE.viewSize());
  }

  @Test
  void endsWithTheLastValue() {
    assertThat(SHAPE.offset(19, 16, 47, 63, 55)).isEqualTo(SHAPE.size() - 1);
  }

  @Test
  void failsRatherThanOverflow() {
    assertThatThrownBy(() -> new VolumeShape(1, 17, 48, 30_000, 30_000).viewSize())
        .isInstanceOf(ArithmeticException.class);
  }
}
