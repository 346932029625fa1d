package io.posestream.core.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames with persons that cannot be used, on their way into a camera's windows. */
class SpoiltFramesTest {
  private final CameraStream stream = new CameraStream(CameraStream.policy(Scope.PERSON));

  @Test
  void ofTwoWithOneIdTheOneWhoContinuesTheTrackStays() {
    stream.take(frame(0, 640, at("7", 100, 0.9f), at("8", 300, 0.9f)));
    stream.take(frame(1, 640, at("7", 305, 0.9f), at("7", 104, 0.2f)));

    assertThat(kept(1)).containsExactly(104f);
    assertThat(stream.spoilt).hasSize(1);
  }

  @Test
  void continuationIsJudgedInPartsOfTheImage() {
    stream.take(frame(0, 640, at("7", 100, 0.9f)));
    stream.take(frame(1, 1280, at("7", 100, 0.9f), at("7", 202, 0.9f)));

    assertThat(kept(1)).containsExactly(202f);
  }

  @Test
  void ofTwoWhoContinueNothingTheBetterSeenStays() {
    stream.take(frame(0, 640, at("7", 100, 0.3f), at("7", 300, 0.9f)));

    assertThat(kept(0)).containsExactly(300f);
  }

  @Test
  void ofTwoAlikeTheFirstStays() {
    stream.take(frame(0, 640, at("7", 100, 0.9f), at("7", 300, 0.9f)));

    assertThat(kept(0)).containsExactly(100f);
  }

  @Test
  void aFrameThatLostSomebodyWaitsWithoutAnAccountOfIt() {
    stream.take(frame(0, 640, at("", 100, 0.9f), at("7", 300, 0.9f)));

    assertThat(stream.buffer.inOrder().get(0).frame().faults().isEmpty()).isTrue();
    assertThat(stream.spoilt.get(0).faults().isEmpty()).isFalse();
    assertThat(stream.rejections).isEmpty();
  }

  @Test
  void aSoundFrameIsNoSpoiltOne() {
    stream.take(frame(0, 640, at("7", 300, 0.9f)));

    assertThat(stream.spoilt).isEmpty();
  }

  private List<Float> kept(int frame) {
    return stream.buffer.inOrder().get(frame).frame().persons().stream()
        .map(person -> person.x(0))
        .toList();
  }

  private static PoseFrame frame(int number, int side, Person... persons) {
    return new PoseFrame(
        "cam", number, 40_000L * number, side, side, KeypointLayout.COCO17, List.of(persons));
  }

  private static Person at(String track, float place, float score) {
    float[] keypoints = new float[51];
    Arrays.fill(keypoints, place);
    for (int i = 2; i < keypoints.length; i += 3) {
      keypoints[i] = score;
    }
    return new Person(track, keypoints, 1);
  }
}
