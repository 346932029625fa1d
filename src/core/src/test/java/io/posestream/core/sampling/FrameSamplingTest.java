package io.posestream.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FrameSamplingTest {
  // The same frames stand in models/train/test_clips.py: training and product must agree.
  private static final int[] OF_SEVEN = {
    0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6
  };
  private static final int[] OF_HUNDRED = {
    2, 6, 10, 14, 19, 23, 27, 31, 35, 39, 43, 47, 52, 56, 60, 64, 68, 72, 76, 80, 85, 89, 93, 97
  };

  @Test
  void shortRecordingRepeatsItsFramesInOrder() {
    assertThat(FrameSampling.TIME_UNIFORM.sample(Dialect.MMACTION2, 7, 24, 1))
        .containsExactly(OF_SEVEN);
  }

  @Test
  void longRecordingIsTakenEvenly() {
    assertThat(FrameSampling.TIME_UNIFORM.sample(Dialect.MMACTION2, 100, 24, 1))
        .containsExactly(OF_HUNDRED);
  }

  @Test
  void everyClipSpansTheWholeRecording() {
    assertThat(FrameSampling.TIME_UNIFORM.sample(Dialect.MMACTION2, 9, 3, 2))
        .containsExactly(1, 3, 6, 2, 5, 7);
  }

  @Test
  void referenceStartsAShortRecordingAgain() {
    assertThat(FrameSampling.REFERENCE.sample(Dialect.MMACTION2, 4, 6, 1))
        .containsExactly(0, 1, 2, 3, 0, 1);
  }

  @Test
  void recordingWithoutFramesIsRefused() {
    for (FrameSampling sampling : FrameSampling.values()) {
      assertThatThrownBy(() -> sampling.sample(Dialect.MMACTION2, 0, 4, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void onlyKnownNamesAreRead() {
    assertThat(FrameSampling.named("time-uniform")).contains(FrameSampling.TIME_UNIFORM);
    assertThat(FrameSampling.named("loop")).isEmpty();
  }
}
