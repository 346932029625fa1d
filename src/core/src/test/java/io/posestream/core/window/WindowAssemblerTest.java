package io.posestream.core.window;

import static io.posestream.core.window.CameraStream.frame;
import static io.posestream.core.window.CameraStream.frameAt;
import static io.posestream.core.window.CameraStream.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.window.AssemblyListener.Dropped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowAssemblerTest {
  private final CameraStream camera = new CameraStream(policy(Scope.SCENE));

  @Test
  void emitsOneClipPerCompletedWindow() {
    camera.takeRange(0, 46, "1", "2");

    assertThat(camera.ends()).containsExactly(2000L, 3000L, 4000L);
  }

  @Test
  void waitsForTheAllowedDisorder() {
    assertThat(camera.takeRange(0, 25, "1").ends()).isEmpty();
    assertThat(camera.take(frame(25, "1")).ends()).containsExactly(2000L);
  }

  @Test
  void scoresTheTailWhenTheCameraFallsSilent() {
    camera.takeRange(0, 35, "1").flush();

    assertThat(camera.ends()).containsExactly(2000L, 3000L, 4000L, 5000L);
    assertThat(camera.buffer.size()).isZero();
  }

  @Test
  void keepsOnlyTheFramesOfOpenWindows() {
    camera.takeRange(0, 500, "1");

    assertThat(camera.buffer.size()).isLessThanOrEqualTo(20 + 5 + 10);
  }

  @Test
  void givesTheSameClipsWhenFramesComeOutOfOrderWithinTheBound() {
    CameraStream ordered = new CameraStream(policy(Scope.SCENE, Scope.PERSON));
    ordered.takeRange(0, 100, "1", "2").flush();
    for (int seed = 0; seed < 20; seed++) {
      CameraStream shuffled = new CameraStream(policy(Scope.SCENE, Scope.PERSON));
      shuffledBlocksOfFour(seed).forEach(i -> shuffled.take(frame(i, "1", "2")));
      shuffled.flush();

      assertThat(shuffled.rejections).isEmpty();
      assertThat(shuffled.clips)
          .extracting(Clip::poses)
          .isEqualTo(ordered.clips.stream().map(Clip::poses).toList());
    }
  }

  private static List<Integer> shuffledBlocksOfFour(int seed) {
    List<Integer> order = new ArrayList<>();
    for (int block = 0; block < 100; block += 4) {
      List<Integer> four = new ArrayList<>(List.of(block, block + 1, block + 2, block + 3));
      Collections.shuffle(four, new Random(seed + block));
      order.addAll(four);
    }
    return order;
  }

  @Test
  void countsFramesThatCameOutOfOrder() {
    camera.takeRange(0, 10, "1").take(frame(11, "1")).take(frame(10, "1"));
    camera.takeRange(12, 26, "1");

    assertThat(camera.clips.get(0).quality().lateFrames()).isEqualTo(1);
  }

  @Test
  void setsAsideAFrameWithoutAnOpenWindow() {
    camera.takeRange(0, 5, "1").takeRange(6, 60, "1").take(frame(5, "1")).take(frame(60, "1"));

    assertThat(camera.late).hasSize(1);
    assertThat(camera.rejections).isEmpty();
  }

  @Test
  void firesTheWindowsBehindAGap() {
    camera.takeRange(0, 15, "1").takeRange(300, 305, "1");

    assertThat(camera.ends()).containsExactly(2000L, 3000L);
  }

  @Test
  void refusesADuplicate() {
    camera.takeRange(0, 10, "1").take(frame(4, "1")).take(frame(9, "1"));

    assertThat(camera.rejections)
        .containsExactly(RejectReason.DUPLICATE_FRAME, RejectReason.DUPLICATE_FRAME);
  }

  @Test
  void refusesABackwardNumberAndGoesOn() {
    camera.takeRange(0, 10, "1").take(frameAt(3, 1000, "1")).takeRange(10, 26, "1");

    assertThat(camera.rejections).containsExactly(RejectReason.BACKWARD_FRAME);
    assertThat(camera.clips.get(0).quality().framesUsed()).isEqualTo(20);
  }

  @Test
  void believesARestartedNumberingWithTheThirdFrame() {
    camera.takeRange(0, 10, "1");
    for (int i = 0; i < 5; i++) {
      camera.take(frameAt(i, 1000 + 100 * i, "1"));
    }

    assertThat(camera.rejections).hasSize(2).containsOnly(RejectReason.BACKWARD_FRAME);
    assertThat(camera.buffer.size()).isEqualTo(13);
  }

  @Test
  void refusesAFrameFromTheFutureAndGoesOn() {
    camera.takeRange(0, 10, "1").take(frameAt(10, 900_000, "1")).takeRange(11, 26, "1");

    assertThat(camera.rejections).containsExactly(RejectReason.EVENT_TIME_SKEW);
    assertThat(camera.messages.get(0))
        .contains("at most 60000 ms past 900 ms", "got frame 10 at 900000 ms", "camera=cam");
    assertThat(camera.ends()).containsExactly(2000L);
  }

  @Test
  void believesALongGapWithTheThirdFrame() {
    camera.takeRange(0, 15, "1").takeRange(6000, 6060, "1");

    assertThat(camera.rejections).hasSize(2);
    assertThat(camera.ends()).startsWith(2000L, 3000L, 601_000L);
  }

  @Test
  void refusesMorePersonsThanTheBound() {
    camera.take(frame(0, "1", "2", "3", "4", "5", "6"));

    assertThat(camera.rejections).containsExactly(RejectReason.TOO_MANY_PERSONS);
    assertThat(camera.messages.get(0)).contains("at most 5 persons", "got 6");
  }

  @Test
  void countsWindowsItDoesNotScore() {
    camera.takeRange(0, 26);
    camera.take(frame(80, "1")).take(frame(81, "1")).flush();

    assertThat(camera.clips).isEmpty();
    assertThat(camera.drops.get(Dropped.WINDOW_WITHOUT_PERSON)).isPositive();
    assertThat(camera.drops).containsEntry(Dropped.WINDOW_TOO_FEW_FRAMES, 2);
  }

  @Test
  void countsFramesOverTheBound() {
    for (int i = 0; i < 600; i++) {
      camera.take(frameAt(i, i, "1"));
    }

    assertThat(camera.buffer.size()).isEqualTo(500);
    assertThat(camera.drops).containsEntry(Dropped.FRAME_OVER_BOUND, 100);
  }

  @Test
  void scoresNoWindowTwiceWhenAForgottenCameraComesBack() {
    camera.takeRange(0, 35, "1").forgetAt(13_400).takeRange(35, 60, "1");

    assertThat(camera.ends()).doesNotHaveDuplicates();
    assertThat(camera.late).isNotEmpty();
  }

  @Test
  void picksUpAForgottenCameraWhenItIsUpToDate() {
    camera.takeRange(0, 35, "1").forgetAt(13_400).takeRange(130, 156, "1");

    assertThat(camera.late).isEmpty();
    assertThat(camera.ends()).contains(14_000L, 15_000L);
  }

  @Test
  void tellsOfWindowsThatShowNobody() {
    CameraStream camera = new CameraStream(CameraStream.policy(Scope.SCENE));

    camera.takeRange(0, 20, "1").takeRange(20, 66);

    assertThat(camera.ends()).containsExactly(2000L, 3000L);
    assertThat(camera.absences)
        .containsExactly(emptyUntil(4000), emptyUntil(5000), emptyUntil(6000));
  }

  private static EmptyWindow emptyUntil(long endMillis) {
    return new EmptyWindow("cam", new Window(endMillis - 2000, endMillis), 20);
  }

  @Test
  void tellsOfASilenceWhetherATimerOrTheNextFrameNoticesIt() {
    CameraStream timed = new CameraStream(CameraStream.policy(Scope.SCENE));
    timed.takeRange(0, 30, "1").forgetAt(13_000).takeRange(200, 230, "1");

    CameraStream replayed = new CameraStream(CameraStream.policy(Scope.SCENE));
    replayed.takeRange(0, 30, "1").takeRange(200, 230, "1");

    assertThat(timed.absences).containsExactly(new CameraSilence("cam", new Window(2900, 12_900)));
    assertThat(replayed.absences).isEqualTo(timed.absences);
    assertThat(replayed.clips).isEqualTo(timed.clips);
  }
}
