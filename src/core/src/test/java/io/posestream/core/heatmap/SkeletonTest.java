package io.posestream.core.heatmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.KeypointLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SkeletonTest {
  @Test
  void swapsCocoJointsAsTheReferencesListsSay() {
    int[] left = {1, 3, 5, 7, 9, 11, 13, 15};
    int[] right = {2, 4, 6, 8, 10, 12, 14, 16};

    assertThat(Skeleton.COCO17.mirroredJoints()).isEqualTo(swap(17, left, right));
  }

  @Test
  void swapsCocoLimbsAsTheReferencesListsSay() {
    int[] left = {0, 2, 3, 6, 7, 8, 12, 14};
    int[] right = {1, 4, 5, 9, 10, 11, 13, 15};

    assertThat(Skeleton.COCO17.mirroredLimbs()).isEqualTo(swap(17, left, right));
  }

  @ParameterizedTest
  @EnumSource
  void mirrorsEachJointToTheOtherSide(KeypointLayout layout) {
    int[] mirrored = Skeleton.of(layout).mirroredJoints();

    assertThat(mirrored).hasSize(layout.joints());
    for (int joint = 0; joint < mirrored.length; joint++) {
      String name = layout.jointNames().get(joint);
      String other = layout.jointNames().get(mirrored[joint]);
      assertThat(mirrored[mirrored[joint]]).isEqualTo(joint);
      assertThat(other.replaceFirst("left|right", "side"))
          .isEqualTo(name.replaceFirst("left|right", "side"));
      assertThat(other.equals(name)).isEqualTo(!name.matches(".*(left|right).*"));
    }
  }

  private static int[] swap(int length, int[] left, int[] right) {
    int[] swapped = new int[length];
    for (int i = 0; i < length; i++) {
      swapped[i] = i;
    }
    for (int i = 0; i < left.length; i++) {
      swapped[left[i]] = right[i];
      swapped[right[i]] = left[i];
    }
    return swapped;
  }
}
