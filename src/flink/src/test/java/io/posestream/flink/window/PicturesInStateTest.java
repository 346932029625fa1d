package io.posestream.flink.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.Clip;
import io.posestream.core.window.ClipForm;
import io.posestream.flink.window.AssemblerHarness.Backend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PicturesInStateTest {
  private static final int PICTURE_BYTES = 40_000;
  private static final AssemblyPolicy POLICY =
      AssemblerHarness.policy(Scope.SCENE).withForms(Map.of(Scope.SCENE, new ClipForm(8, 1, 8)));

  @ParameterizedTest
  @EnumSource(Backend.class)
  void goesOnAfterARestoreAsIfNothingHadHappened(Backend backend) throws Exception {
    List<PoseFrame> frames = frames(120, 100);
    List<Clip> whole;
    try (AssemblerHarness camera = AssemblerHarness.open(POLICY, backend)) {
      whole = camera.take(frames).endOfInput().clips();
    }
    assertThat(whole).allMatch(clip -> clip.pictures().size() == 8);
    List<Clip> parts = new ArrayList<>();
    OperatorSubtaskState state;
    try (AssemblerHarness before = AssemblerHarness.open(POLICY, backend)) {
      state = before.take(frames.subList(0, 53)).snapshot();
      parts.addAll(before.clips());
    }
    try (AssemblerHarness after = AssemblerHarness.restore(POLICY, backend, state)) {
      parts.addAll(after.take(frames.subList(53, 120)).endOfInput().clips());
    }

    assertThat(parts).isEqualTo(whole);
  }

  @Test
  void aReplayGivesTheSameClips() throws Exception {
    List<PoseFrame> frames = frames(90, 1000);
    Collections.swap(frames, 31, 33);
    try (AssemblerHarness live = AssemblerHarness.open(POLICY);
        AssemblerHarness replay = AssemblerHarness.open(POLICY)) {
      assertThat(replay.take(frames).endOfInput().clips())
          .isEqualTo(live.take(frames).endOfInput().clips());
    }
  }

  @Test
  void leavesNoPictureBehind() throws Exception {
    try (AssemblerHarness camera = AssemblerHarness.open(POLICY)) {
      camera.take(frames(120, 100)).endOfInput();

      assertThat(camera.stateEntries()).isZero();
      assertThat(camera.timers()).isZero();
    }
  }

  // What docs/operations.md says a camera with pictures takes.
  @Test
  void stateHoldsOnlyWhatClipsCanTake() throws Exception {
    List<PoseFrame> frames = frames(300, PICTURE_BYTES);
    long with = stateBytes(frames);
    long without = stateBytes(frames.stream().map(PoseFrame::withoutPicture).toList());

    long pictures = with - without;
    System.out.printf(
        "state per camera at 10 frames/s: %d bytes without pictures, %d with pictures of %d%n",
        without, with, PICTURE_BYTES);
    // A window of 8, the disorder of a window that waits, and one stretch begun on either side.
    assertThat(pictures).isBetween(8L * PICTURE_BYTES, 12L * PICTURE_BYTES);
  }

  private static long stateBytes(List<PoseFrame> frames) throws Exception {
    try (AssemblerHarness camera = AssemblerHarness.open(POLICY)) {
      return camera.take(frames).snapshot().getStateSize();
    }
  }

  @Test
  void nobodysPictureLeavesWithALateFrame() throws Exception {
    try (AssemblerHarness camera = AssemblerHarness.open(POLICY)) {
      List<PoseFrame> frames = frames(80, 10);
      PoseFrame late = frames.remove(2);
      camera.take(frames).take(late).take(frames(82, 10).subList(80, 82));

      assertThat(camera.lateFrames()).hasSize(1).allMatch(frame -> frame.picture().isEmpty());
    }
  }

  private static List<PoseFrame> frames(int count, int pictureBytes) {
    Random random = new Random(4);
    List<PoseFrame> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[pictureBytes];
      random.nextBytes(bytes);
      frames.add(
          frame(i).withPicture(Optional.of(Picture.owning(PictureFormat.JPEG, 640, 480, bytes))));
    }
    return frames;
  }

  private static PoseFrame frame(int i) {
    float[] keypoints = new float[51];
    for (int joint = 0; joint < 17; joint++) {
      keypoints[3 * joint] = 100 + 2 * (i % 50) + joint;
      keypoints[3 * joint + 1] = 100 + 10 * joint;
      keypoints[3 * joint + 2] = 0.9f;
    }
    return new PoseFrame(
        "cam",
        i,
        100_000L * i,
        640,
        480,
        KeypointLayout.COCO17,
        List.of(new Person("a", keypoints, 1)));
  }
}
