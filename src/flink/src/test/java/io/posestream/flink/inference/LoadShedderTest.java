package io.posestream.flink.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.flink.fixture.Clips;
import io.posestream.flink.inference.LoadShedder.Verdict;
import org.junit.jupiter.api.Test;

/** Windows may lag three seconds. */
class LoadShedderTest {
  private static final long MAX_LAG = 3000;

  private final LoadShedder shedder = new LoadShedder(MAX_LAG);

  private Verdict scene(String camera, long end, long now) {
    return shedder.judge(Clips.scene(camera, end), now);
  }

  @Test
  void keepsWindowsUpToTheLongestLag() {
    assertThat(scene("cam", 10_000, 9_000)).isEqualTo(Verdict.KEPT);
    assertThat(scene("cam", 11_000, 11_000 + MAX_LAG)).isEqualTo(Verdict.KEPT);
    assertThat(scene("cam", 12_000, 12_001 + MAX_LAG)).isEqualTo(Verdict.WINDOW_DROPPED);
  }

  @Test
  void dropsAWindowWithAllItsClips() {
    assertThat(scene("cam", 10_000, 14_000)).isEqualTo(Verdict.WINDOW_DROPPED);
    assertThat(shedder.judge(Clips.person("cam", 10_000), 14_000)).isEqualTo(Verdict.CLIP_DROPPED);
  }

  @Test
  void keepsAWindowWithAllItsClipsHoweverLongTheyTake() {
    assertThat(scene("cam", 10_000, 13_000)).isEqualTo(Verdict.KEPT);
    assertThat(shedder.judge(Clips.person("cam", 10_000), 20_000)).isEqualTo(Verdict.KEPT);
  }

  @Test
  void dropsNothingUnlessToldTo() {
    LoadShedder off = new LoadShedder(0);

    assertThat(off.judge(Clips.scene("cam", 10_000), Long.MAX_VALUE)).isEqualTo(Verdict.KEPT);
    assertThat(off.cameras()).isZero();
  }

  @Test
  void leavesTheTurnToACameraThatHasLostLess() {
    scene("second", 9_000, 9_000);
    assertThat(scene("first", 9_000, 13_000)).isEqualTo(Verdict.WINDOW_DROPPED);

    assertThat(scene("first", 10_000, 14_000)).isEqualTo(Verdict.KEPT);
    assertThat(scene("second", 10_000, 14_000)).isEqualTo(Verdict.WINDOW_DROPPED);
    assertThat(scene("first", 11_000, 15_000)).isEqualTo(Verdict.WINDOW_DROPPED);
  }

  @Test
  void dropsFromAnyCameraBeyondTwiceTheLongestLag() {
    scene("second", 9_000, 9_000);
    assertThat(scene("first", 9_000, 13_000)).isEqualTo(Verdict.WINDOW_DROPPED);

    assertThat(scene("first", 10_000, 10_001 + 2 * MAX_LAG)).isEqualTo(Verdict.WINDOW_DROPPED);
  }

  @Test
  void waitsForNoCameraThatIsGone() {
    scene("gone", 9_000, 9_000);
    assertThat(scene("cam", 20_000, 23_500)).isEqualTo(Verdict.WINDOW_DROPPED);

    assertThat(scene("cam", 21_000, 24_500)).isEqualTo(Verdict.WINDOW_DROPPED);
    assertThat(shedder.cameras()).isEqualTo(1);
  }

  @Test
  void asksNoMoreOfANewCameraThanOfOthers() {
    for (int i = 10; i < 30; i++) {
      assertThat(scene("old", 1000L * i, 1000L * i + 3500)).isEqualTo(Verdict.WINDOW_DROPPED);
    }

    assertThat(scene("new", 30_000, 33_500)).isEqualTo(Verdict.WINDOW_DROPPED);
    assertThat(scene("new", 31_000, 34_500)).isEqualTo(Verdict.KEPT);
  }

  /** Sixteen cameras whose windows end in the same instants, in the same order every time. */
  @Test
  void takesFromAllCamerasAlikeWhereOnlyAQuarterCanBeScored() {
    int rounds = 2000;
    int[] kept = new int[16];
    long now = 0;
    long longest = 0;
    for (int round = 1; round <= rounds; round++) {
      long end = 1000L * round;
      now = Math.max(now, end);
      for (int camera = 0; camera < kept.length; camera++) {
        if (scene("cam" + camera, end, now) == Verdict.KEPT) {
          longest = Math.max(longest, now - end);
          kept[camera]++;
          now += 250;
        }
      }
    }

    // A quarter of the windows, and what the first seconds of lag let pass.
    for (int windows : kept) {
      assertThat(windows).isBetween(480, 520);
    }
    assertThat(longest).isLessThanOrEqualTo(2 * MAX_LAG);
  }
}
