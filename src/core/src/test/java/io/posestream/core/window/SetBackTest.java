package io.posestream.core.window;

import static io.posestream.core.window.CameraStream.frame;
import static io.posestream.core.window.CameraStream.frameAt;
import static io.posestream.core.window.CameraStream.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import io.posestream.core.pose.RejectReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetBackTest {
  private final CameraStream camera = new CameraStream(policy(Scope.SCENE));

  @ParameterizedTest
  @ValueSource(longs = {0, 6_000, 7_000, 8_100})
  void goesOnAtTheNewTimeAndLosesNoFrame(long from) {
    camera.takeRange(0, 90, "1");
    goOn(90, from, 60);
    camera.flush();

    assertThat(camera.late).isEmpty();
    assertThat(camera.rejections).isEmpty();
    assertThat(camera.ends()).startsWith(2000L, 3000L).contains(8000L, 9000L, 10_000L);
    assertThat(camera.ends().subList(9, camera.ends().size()))
        .startsWith(firstEnd(from))
        .isSorted();
  }

  private static long firstEnd(long from) {
    return Math.max(2000, from / 1000 * 1000 + 1000);
  }

  @Test
  void neverMixesTwoRunsInOneWindow() {
    camera.takeRange(0, 90, "old");
    for (int i = 0; i < 60; i++) {
      camera.take(frameAt(90 + i, 7_500 + 100L * i, "new"));
    }
    camera.flush();

    assertThat(camera.clips).extracting(clip -> clip.tracks().size()).containsOnly(1);
  }

  @Test
  void goesOnWhenNumbersBeginAgainAsWell() {
    camera.takeRange(0, 90, "1");
    for (int i = 0; i < 60; i++) {
      camera.take(frameAt(i, 100L * i, "1"));
    }
    camera.flush();

    assertThat(camera.late).isEmpty();
    assertThat(camera.rejections).isEmpty();
    assertThat(camera.ends()).endsWith(2000L, 3000L, 4000L, 5000L, 6000L, 7000L).hasSize(9 + 6);
    assertThat(camera.clips.get(9).quality().framesUsed()).isEqualTo(20);
  }

  @Test
  void tellsOnceThatTheClockWasSetBack() {
    camera.takeRange(0, 90, "1");
    goOn(90, 1_000, 40);

    assertThat(camera.spoilt).hasSize(1);
    assertThat(camera.spoilt.get(0).faults().losses())
        .isEqualTo(List.of(new Loss(Part.VALUE, RejectReason.CLOCK_SET_BACK, 1)));
    assertThat(camera.spoilt.get(0).faults().account()).contains("8900 ms", "set back by 7900 ms");
  }

  @Test
  void endsWhatWasOpenBeforeTheNewTime() {
    camera.takeRange(0, 90, "1");
    goOn(90, 1_000, 3);

    assertThat(camera.absences)
        .containsExactly(new CameraSilence("cam", new Window(8_900, 18_900)));
    assertThat(camera.buffer.size()).isEqualTo(3);
    assertThat(camera.doubtful.size()).isZero();
  }

  @Test
  void lateFramesInARowAreLate() {
    camera.takeRange(0, 50, "1").takeRange(65, 100, "1").takeRange(50, 65, "1");
    camera.takeRange(100, 130, "1");

    assertThat(camera.late).hasSize(15);
    assertThat(camera.spoilt).isEmpty();
    assertThat(camera.ends()).isSorted();
  }

  @Test
  void oneFrameFarBackChangesNothing() {
    camera.takeRange(0, 90, "1").take(frameAt(90, 1_000, "1")).takeRange(91, 120, "1");

    assertThat(camera.late).hasSize(1);
    assertThat(camera.ends()).isSorted();
  }

  @Test
  void framesInDoubtAreLateWhenTheCameraFallsSilent() {
    camera.takeRange(0, 90, "1").take(frame(3, "1")).take(frame(4, "1")).flush();

    assertThat(camera.late).hasSize(2);
    assertThat(camera.doubtful.size()).isZero();
  }

  @Test
  void refusesADuplicateInDoubt() {
    camera.takeRange(0, 90, "1").take(frameAt(90, 1_000, "1")).take(frameAt(90, 1_000, "1"));

    assertThat(camera.rejections).containsExactly(RejectReason.DUPLICATE_FRAME);
  }

  @Test
  void goesBackAgainAndAgain() {
    camera.takeRange(0, 90, "1");
    goOn(90, 0, 90);
    goOn(180, 0, 90);
    camera.flush();

    assertThat(camera.late).isEmpty();
    assertThat(camera.ends()).hasSize(3 * 9);
  }

  private void goOn(int number, long fromMillis, int frames) {
    for (int i = 0; i < frames; i++) {
      camera.take(frameAt(number + i, fromMillis + 100L * i, "1"));
    }
  }
}
