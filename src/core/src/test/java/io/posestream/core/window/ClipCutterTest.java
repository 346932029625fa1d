package io.posestream.core.window;

import static io.posestream.core.window.CameraStream.frame;
import static io.posestream.core.window.CameraStream.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.AssemblyListener.Dropped;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipCutterTest {
  @Test
  void putsEverybodyIntoTheSceneClip() {
    CameraStream camera = new CameraStream(policy(Scope.SCENE));

    Clip clip = camera.takeRange(0, 26, "1", "2").clips.get(0);

    assertThat(clip.subject()).isEqualTo(Subject.scene("cam"));
    assertThat(clip.poses().persons()).isEqualTo(2);
    assertThat(clip.poses().frames()).isEqualTo(8);
    assertThat(clip.tracks()).extracting(ClipTrack::trackId).containsExactly("1", "2");
  }

  @Test
  void cutsOneClipPerTrack() {
    CameraStream camera = new CameraStream(policy(Scope.PERSON));

    camera.takeRange(0, 26, "1", "2");

    assertThat(camera.clips)
        .extracting(Clip::subject)
        .containsExactly(Subject.person("cam", "1"), Subject.person("cam", "2"));
    assertThat(camera.clips).allMatch(clip -> clip.poses().persons() == 1);
  }

  @Test
  void samplesEvenlyInTime() {
    CameraStream camera = new CameraStream(policy(Scope.SCENE));

    Clip clip = camera.takeRange(0, 26, "1").clips.get(0);

    // 20 frames, 0..1900 ms, in 8 slots: the midpoints lie 237.5 ms apart from 118.75 on.
    assertThat(List.of(0, 1, 2, 3, 4, 5, 6, 7))
        .extracting(t -> (int) clip.poses().x(0, t, 0) - 10)
        .containsExactly(100, 400, 100, 300, 100, 300, 0, 300);
  }

  @Test
  void leavesOutATrackThatIsHardlySeen() {
    CameraStream camera = new CameraStream(policy(Scope.PERSON));

    camera.takeRange(0, 3, "1", "2").takeRange(3, 26, "1");

    assertThat(camera.clips).extracting(clip -> clip.subject().trackId()).hasSize(1);
    assertThat(camera.drops).containsEntry(Dropped.TRACK_TOO_FEW_FRAMES, 1);
  }

  @Test
  void keepsTheTracksSeenLongestWithinTheBound() {
    CameraStream camera = new CameraStream(policy(Scope.SCENE));

    camera.takeRange(0, 10, "1", "2", "3", "4").takeRange(10, 26, "2", "3", "4");

    assertThat(camera.clips.get(0).tracks())
        .extracting(ClipTrack::trackId)
        .containsExactly("2", "3", "4");
    assertThat(camera.drops).containsEntry(Dropped.TRACK_OVER_BOUND, 1);
  }

  @Test
  void leavesTheRowsOfAnAbsentPersonEmpty() {
    CameraStream camera = new CameraStream(policy(Scope.SCENE));

    Clip clip = camera.takeRange(0, 10, "1").takeRange(10, 26, "1", "2").clips.get(0);

    assertThat(clip.poses().score(1, 0, 0)).isZero();
    assertThat(clip.poses().score(1, 7, 0)).isEqualTo(0.5f);
  }

  @Test
  void tellsWhatAClipRestsOn() {
    CameraStream camera = new CameraStream(policy(Scope.SCENE));

    camera.takeRange(0, 5, "1").takeRange(7, 26, "1");

    assertThat(camera.clips.get(0).quality()).isEqualTo(new Quality(18, 20, 0, 0.5f));
  }

  @Test
  void scalesFramesOfAnotherResolution() {
    CameraStream camera = new CameraStream(policy(Scope.SCENE));
    for (int i = 0; i < 26; i++) {
      camera.take(i < 10 ? halfSize(frame(i, "1")) : frame(i, "1"));
    }

    assertThat(camera.clips.get(0).poses().y(0, 0, 0)).isEqualTo(20);
    assertThat(camera.clips.get(0).poses().y(0, 7, 0)).isEqualTo(20);
  }

  private static PoseFrame halfSize(PoseFrame frame) {
    float[] keypoints = frame.persons().get(0).keypoints();
    for (int i = 0; i < keypoints.length; i++) {
      keypoints[i] = i % 3 == 2 ? keypoints[i] : keypoints[i] / 2;
    }
    return new PoseFrame(
        frame.camera(),
        frame.number(),
        frame.timeMicros(),
        frame.width() / 2,
        frame.height() / 2,
        KeypointLayout.COCO17,
        List.of(new Person("1", keypoints, 1)));
  }

  @Test
  void mapsOtherLayoutsToTheModels() {
    CameraStream camera = new CameraStream(policy(Scope.SCENE));
    for (int i = 0; i < 26; i++) {
      camera.take(body25(i));
    }

    assertThat(camera.clips.get(0).poses().joints()).isEqualTo(17);
  }

  private static PoseFrame body25(int i) {
    float[] keypoints = new float[75];
    Arrays.fill(keypoints, 50);
    for (int joint = 0; joint < 25; joint++) {
      keypoints[3 * joint + 2] = 1;
    }
    return new PoseFrame(
        "cam",
        i,
        100_000L * i,
        640,
        480,
        KeypointLayout.BODY25,
        List.of(new Person("1", keypoints, 1)));
  }
}
