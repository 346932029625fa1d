package io.posestream.core.pose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sequences of one joint, whose x is the number of its frame where the person is seen. */
class PoseGapsTest {
  /** Returns a sequence of persons, each seen where its text has an x. */
  private static PoseSequence seen(String... persons) {
    int frames = persons[0].length();
    float[] coordinates = new float[2 * persons.length * frames];
    float[] scores = new float[persons.length * frames];
    for (int i = 0; i < scores.length; i++) {
      if (persons[i / frames].charAt(i % frames) == 'x') {
        coordinates[2 * i] = i % frames;
        scores[i] = 1;
      }
    }
    return new PoseSequence(persons.length, frames, 1, coordinates, scores, 100, 100);
  }

  private static int[] frames(PoseSequence poses) {
    return IntStream.range(0, poses.frames()).map(frame -> (int) poses.x(0, frame, 0)).toArray();
  }

  @Test
  void stretchesWhatIsSeenOverAllFrames() {
    assertThat(frames(seen("__xxx_").withoutGaps())).containsExactly(2, 2, 3, 3, 4, 4);
    assertThat(frames(seen("xxxx__").withoutGaps())).containsExactly(0, 1, 1, 2, 3, 3);
  }

  @Test
  void keepsTheFramesThatShowBoth() {
    assertThat(frames(seen("xxxx", "_xx_").withoutGaps())).containsExactly(1, 1, 2, 2);
  }

  @Test
  void changesNothingWithoutGapsOrWithoutAnybody() {
    PoseSequence whole = seen("xxx");
    PoseSequence never = seen("x__", "__x");

    assertThat(whole.withoutGaps()).isSameAs(whole);
    assertThat(never.withoutGaps()).isSameAs(never);
  }
}
