package io.posestream.core.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.window.WindowGrid.Phase;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowGridTest {
  private static final WindowGrid GRID = new WindowGrid(2000, 1000, Phase.ALIGNED);

  @Test
  void namesTheNextEndAfterAnInstant() {
    assertThat(GRID.firstEndAfter(2999, "cam")).isEqualTo(3000);
    assertThat(GRID.firstEndAfter(3000, "cam")).isEqualTo(4000);
  }

  @Test
  void namesTheLastEndOfAWindowThatContainsAnInstant() {
    assertThat(GRID.lastEndContaining(2999, "cam")).isEqualTo(4000);
    assertThat(GRID.lastEndContaining(3000, "cam")).isEqualTo(5000);
  }

  @Test
  void hasNoWindowBeforeTheEpoch() {
    assertThat(GRID.firstEndAfter(0, "cam")).isEqualTo(2000);
    assertThat(GRID.firstEndAfter(-5000, "cam")).isEqualTo(2000);
  }

  @Test
  void agreesWithTheDefinitionOnRandomGrids() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2000; i++) {
      long stride = random.nextLong(1, 500);
      long length = stride + random.nextLong(0, 500);
      WindowGrid grid = new WindowGrid(length, stride, Phase.ALIGNED);
      long instant = random.nextLong(0, 10_000);
      long first = 0;
      while (first * stride + length <= instant) {
        first++;
      }
      long last = instant / stride;

      assertThat(grid.firstEndAfter(instant, "cam")).isEqualTo(first * stride + length);
      assertThat(grid.lastEndContaining(instant, "cam")).isEqualTo(last * stride + length);
    }
  }

  @Test
  void spreadsCamerasByAFixedAmountEach() {
    WindowGrid spread = new WindowGrid(2000, 1000, Phase.SPREAD);
    Set<Long> ends = new HashSet<>();
    for (int camera = 0; camera < 100; camera++) {
      long end = spread.firstEndAfter(50_000, "cam-" + camera);
      assertThat(end)
          .isEqualTo(spread.firstEndAfter(50_000, "cam-" + camera))
          .isBetween(50_001L, 51_000L);
      ends.add(end);
    }
    assertThat(ends).hasSizeGreaterThan(80);
  }

  @Test
  void refusesAStrideThatLeavesGaps() {
    assertThatThrownBy(() -> new WindowGrid(1000, 2000, Phase.ALIGNED))
        .hasMessageContaining("expected 0 < stride <= length, got stride 2000 ms, length 1000 ms");
  }
}
