package io.posestream.core.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

// Numbers come from the reference's own sampler (spec/golden/sampler_table.json).
class UniformSamplerTest {
  @Test
  void playsAShortRecordingInALoop() {
    int[] frames = UniformSampler.sample(Dialect.MMACTION2, 4, 10, 1);

    assertThat(frames).containsExactly(0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
  }

  @Test
  void startsTheClipsOfAShortRecordingAtEvenDistances() {
    int[] frames = UniformSampler.sample(Dialect.MMACTION2, 11, 48, 10);

    assertThat(everyFortyEighth(frames)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void startsTheClipsOfATinyRecordingOneFrameApart() {
    int[] frames = UniformSampler.sample(Dialect.MMACTION2, 9, 48, 10);

    assertThat(everyFortyEighth(frames)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 0);
  }

  @Test
  void skipsFramesOfAMediumRecording() {
    int[] frames = UniformSampler.sample(Dialect.MMACTION2, 47, 32, 1);

    assertThat(frames)
        .containsExactly(
            0, 2, 4, 6, 8, 9, 10, 11, 13, 14, 16, 18, 20, 22, 23, 24, 25, 26, 27, 29, 30, 31, 33,
            34, 35, 36, 37, 39, 41, 43, 44, 45);
  }

  @Test
  void drawsAFramePerSegmentOfALongRecording() {
    int[] frames = UniformSampler.sample(Dialect.MMACTION2, 120, 32, 1);

    assertThat(frames)
        .containsExactly(
            1, 6, 8, 13, 16, 21, 22, 27, 31, 35, 37, 42, 45, 48, 55, 58, 61, 63, 67, 72, 75, 80, 84,
            88, 92, 96, 97, 103, 105, 108, 112, 119);
  }

  @Test
  void skipsOtherFramesInThePysklDialect() {
    int[] frames = UniformSampler.sample(Dialect.PYSKL, 60, 48, 1);

    assertThat(frames)
        .containsExactly(
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 17, 19, 20, 21, 22, 24, 25, 27, 28,
            29, 30, 31, 33, 34, 36, 37, 38, 40, 41, 43, 44, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55,
            57, 58);
  }

  @Test
  void refusesAnEmptyRecording() {
    assertThatThrownBy(() -> UniformSampler.sample(Dialect.MMACTION2, 0, 48, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("total-frames: expected a positive number, got 0");
  }

  @Test
  void refusesAnEmptyClip() {
    assertThatThrownBy(() -> UniformSampler.sample(Dialect.PYSKL, 10, -1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clip-length: expected a positive number, got -1");
  }

  @Test
  void refusesNoClips() {
    assertThatThrownBy(() -> UniformSampler.sample(Dialect.PYSKL, 10, 48, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("num-clips: expected a positive number, got 0");
  }

  private static int[] everyFortyEighth(int[] frames) {
    int[] starts = new int[frames.length / 48];
    for (int clip = 0; clip < starts.length; clip++) {
      starts[clip] = frames[48 * clip];
    }
    return starts;
  }
}
