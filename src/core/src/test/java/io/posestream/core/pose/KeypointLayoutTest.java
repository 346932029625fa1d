package io.posestream.core.pose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeypointLayoutTest {
  @Test
  void hasTheIdsOfTheContract() {
    assertThat(KeypointLayout.ids())
        .containsExactly(
            "coco17", "body25", "coco18", "h36m-17", "mediapipe-33", "coco-wholebody", "halpe26");
  }

  @ParameterizedTest
  @EnumSource
  void isFoundByItsId(KeypointLayout layout) {
    assertThat(KeypointLayout.named(layout.id())).contains(layout);
  }

  @ParameterizedTest
  @CsvSource({
    "COCO-WholeBody, COCO_WHOLEBODY",
    "coco_wholebody, COCO_WHOLEBODY",
    "coco-wholebody-133, COCO_WHOLEBODY",
    "Halpe-26, HALPE26",
    "BODY_25, BODY25",
    "coco, COCO17"
  })
  void isFoundByOtherNamesInUse(String name, KeypointLayout layout) {
    assertThat(KeypointLayout.named(name)).contains(layout);
  }

  @Test
  void isNotFoundByAnUnknownName() {
    assertThat(KeypointLayout.named("coco25")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"COCO_WHOLEBODY", "HALPE26"})
  void layoutsThatBeginWithCocoStandForItInOrder(KeypointLayout layout) {
    assertThat(sources(layout)).isEqualTo(sources(KeypointLayout.COCO17));
  }

  @Test
  void hasTheNumberOfJointsOfItsName() {
    assertThat(List.of(KeypointLayout.values()))
        .extracting(KeypointLayout::joints)
        .containsExactly(17, 25, 18, 17, 33, 133, 26);
  }

  @ParameterizedTest
  @EnumSource
  void namesEachJointOnce(KeypointLayout layout) {
    assertThat(layout.jointNames()).doesNotHaveDuplicates().hasSize(layout.joints());
  }

  @Test
  void coco17StandsForItself() {
    assertThat(sources(KeypointLayout.COCO17))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  }

  // OpenPose's own list: 0 nose, 16/15 eyes, 18/17 ears, 5/2 shoulders, 6/3, 7/4, 12/9 hips, ..
  @Test
  void body25MapsByOpenPoseNumbers() {
    assertThat(sources(KeypointLayout.BODY25))
        .containsExactly(0, 16, 15, 18, 17, 5, 2, 6, 3, 7, 4, 12, 9, 13, 10, 14, 11);
  }

  @Test
  void coco18MapsByOpenPoseNumbers() {
    assertThat(sources(KeypointLayout.COCO18))
        .containsExactly(0, 15, 14, 17, 16, 5, 2, 6, 3, 7, 4, 11, 8, 12, 9, 13, 10);
  }

  @Test
  void h36mHasANoseButNeitherEyesNorEars() {
    assertThat(sources(KeypointLayout.H36M_17))
        .containsExactly(9, -1, -1, -1, -1, 11, 14, 12, 15, 13, 16, 4, 1, 5, 2, 6, 3);
  }

  @Test
  void mediapipeMapsByLandmarkNumbers() {
    assertThat(sources(KeypointLayout.MEDIAPIPE_33))
        .containsExactly(0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28);
  }

  @ParameterizedTest
  @EnumSource
  void standsForACocoJointWithTheJointOfThatName(KeypointLayout layout) {
    for (int joint = 0; joint < KeypointLayout.COCO17.joints(); joint++) {
      String name = KeypointLayout.COCO17.jointNames().get(joint);

      layout
          .standingFor(joint)
          .ifPresent(source -> assertThat(layout.jointNames().get(source)).isEqualTo(name));
    }
  }

  @Test
  void convertsKeypointsAndLeavesAbsentJointsZero() {
    float[] keypoints = numbered(KeypointLayout.H36M_17);

    float[] coco = KeypointLayout.H36M_17.toCoco17(keypoints);

    assertThat(coco).hasSize(51);
    assertThat(coco).startsWith(90, 91, 92, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 110, 111, 112);
    assertThat(coco).endsWith(30, 31, 32);
  }

  @Test
  void convertsAPersonAndKeepsTrackScoreAndBox() {
    BoundingBox box = new BoundingBox(1, 2, 3, 4);
    Person person = new Person("7", numbered(KeypointLayout.BODY25), 0.75f, box);

    Person coco = KeypointLayout.BODY25.toCoco17(person);

    float[] keypoints = KeypointLayout.BODY25.toCoco17(person.keypoints());
    assertThat(coco).isEqualTo(new Person("7", keypoints, 0.75f, box));
  }

  @Test
  void refusesAnotherNumberOfValues() {
    assertThatThrownBy(() -> KeypointLayout.BODY25.toCoco17(new float[51]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 75 keypoint values (x, y, score for 25 joints of body25), got 51");
  }

  private static int[] sources(KeypointLayout layout) {
    int[] sources = new int[KeypointLayout.COCO17.joints()];
    for (int joint = 0; joint < sources.length; joint++) {
      sources[joint] = layout.standingFor(joint).orElse(-1);
    }
    return sources;
  }

  /** Joint 3 is (30, 31, 32), and so on. */
  private static float[] numbered(KeypointLayout layout) {
    float[] keypoints = new float[3 * layout.joints()];
    for (int i = 0; i < keypoints.length; i++) {
      keypoints[i] = 10 * (i / 3) + i % 3;
    }
    return keypoints;
  }
}
