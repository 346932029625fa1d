package io.posestream.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeUniformSamplerTest {
  @Test
  void takesTheFrameNearestToEachMidpoint() {
    // Slots of 25 us with midpoints 12.5, 37.5, 62.5, 87.5.
    long[] times = {0, 10, 20, 60, 100};

    assertThat(TimeUniformSampler.sample(times, 4)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void takesTheEarlierOfTwoFramesEquallyNear() {
    assertThat(TimeUniformSampler.sample(new long[] {0, 10}, 1)).containsExactly(0);
  }

  @Test
  void takesTheFirstOfFramesAtOneTime() {
    long[] times = {0, 5, 5, 5, 10, 10};

    assertThat(TimeUniformSampler.sample(times, 3)).containsExactly(0, 1, 4);
  }

  @Test
  void followsTimeWhereTheFrameRateDrops() {
    // Ten frames in the first half, two in the second: half of the clip shows each half.
    long[] times = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 140, 200};

    assertThat(TimeUniformSampler.sample(times, 4)).containsExactly(2, 7, 10, 11);
  }

  @Test
  void repeatsTheOnlyFrame() {
    assertThat(TimeUniformSampler.sample(new long[] {7}, 3)).containsExactly(0, 0, 0);
  }

  @Test
  void dependsOnDifferencesOfTimeOnly() {
    long[] times = {0, 10, 20, 60, 100};
    long[] later = times.clone();
    for (int i = 0; i < later.length; i++) {
      later[i] += 1_700_000_000_000_000L;
    }

    assertThat(TimeUniformSampler.sample(later, 48))
        .isEqualTo(TimeUniformSampler.sample(times, 48));
  }

  @Test
  void agreesWithASearchThroughAllFrames() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      long[] times = new long[1 + random.nextInt(30)];
      for (int i = 1; i < times.length; i++) {
        times[i] = times[i - 1] + random.nextInt(6);
      }
      int clipLength = 1 + random.nextInt(20);

      assertThat(TimeUniformSampler.sample(times, clipLength))
          .isEqualTo(searched(times, clipLength));
    }
  }

  @Test
  void refusesNoFrames() {
    assertThatThrownBy(() -> TimeUniformSampler.sample(new long[0], 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("times: expected at least one frame, got none");
  }

  @Test
  void refusesFallingTimes() {
    assertThatThrownBy(() -> TimeUniformSampler.sample(new long[] {5, 4}, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("times: expected ascending times, got 4 us after 5 us at position 1");
  }

  @Test
  void refusesASpanThatWouldOverflow() {
    assertThatThrownBy(() -> TimeUniformSampler.sample(new long[] {Long.MIN_VALUE, 1}, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a span of at most");
  }

  @Test
  void refusesAnEmptyClip() {
    assertThatThrownBy(() -> TimeUniformSampler.sample(new long[] {5}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clip-length: expected a positive number, got 0");
  }

  private static int[] searched(long[] times, int clipLength) {
    long span = times[times.length - 1] - times[0];
    int[] positions = new int[clipLength];
    for (int slot = 0; slot < clipLength; slot++) {
      for (int i = 0; i < times.length; i++) {
        long distance = distance(times, i, span * (2 * slot + 1), clipLength);
        if (distance < distance(times, positions[slot], span * (2 * slot + 1), clipLength)) {
          positions[slot] = i;
        }
      }
    }
    return positions;
  }

  private static long distance(long[] times, int frame, long midpoint, int clipLength) {
    return Math.abs((times[frame] - times[0]) * 2 * clipLength - midpoint);
  }
}
