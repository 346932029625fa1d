package io.posestream.core.heatmap;

import io.posestream.core.pose.KeypointLayout;
import java.util.List;

/**
 * The channels of a layout: its joints, the limbs between them, and which of them trade places in a
 * mirror.
 *
 * <p>Immutable and thread-safe; arrays are shared within the package and must not be written.
 */
public final class Skeleton {
  /** COCO-17 with the limbs of the reference's limb configurations, in their order. */
  static final Skeleton COCO17 =
      new Skeleton(
          KeypointLayout.COCO17,
          new int[][] {
            {0, 5}, {0, 6}, {5, 7}, {7, 9}, {6, 8}, {8, 10}, {5, 11}, {11, 13}, {13, 15}, {6, 12},
            {12, 14}, {14, 16}, {0, 1}, {0, 2}, {1, 3}, {2, 4}, {11, 12}
          });

  private final int[][] limbs;
  private final int[] mirroredJoints;
  private final int[] mirroredLimbs;

  private Skeleton(KeypointLayout layout, int[][] limbs) {
    this.limbs = limbs;
    this.mirroredJoints = mirrorJoints(layout.jointNames());
    this.mirroredLimbs = mirrorLimbs(limbs, mirroredJoints);
  }

  /** Returns the skeleton of a layout; only that of COCO-17 has limbs. */
  static Skeleton of(KeypointLayout layout) {
    return layout == KeypointLayout.COCO17 ? COCO17 : new Skeleton(layout, new int[0][]);
  }

  /** Returns the number of joints. */
  public int joints() {
    return mirroredJoints.length;
  }

  /** Returns pairs of joints, one per limb; empty if the layout's limbs are not defined. */
  int[][] limbs() {
    return limbs;
  }

  /** Returns for each joint the one that shows in its place in a mirror. */
  int[] mirroredJoints() {
    return mirroredJoints;
  }

  /** Returns for each limb the one that shows in its place in a mirror. */
  int[] mirroredLimbs() {
    return mirroredLimbs;
  }

  private static int[] mirrorJoints(List<String> names) {
    int[] mirrored = new int[names.size()];
    for (int joint = 0; joint < mirrored.length; joint++) {
      mirrored[joint] = names.indexOf(otherSide(names.get(joint)));
    }
    return mirrored;
  }

  private static String otherSide(String joint) {
    if (joint.startsWith("left_")) {
      return "right_" + joint.substring("left_".length());
    }
    if (joint.startsWith("right_")) {
      return "left_" + joint.substring("right_".length());
    }
    return joint;
  }

  private static int[] mirrorLimbs(int[][] limbs, int[] mirroredJoints) {
    int[] mirrored = new int[limbs.length];
    for (int limb = 0; limb < limbs.length; limb++) {
      mirrored[limb] =
          indexOf(limbs, mirroredJoints[limbs[limb][0]], mirroredJoints[limbs[limb][1]]);
    }
    return mirrored;
  }

  private static int indexOf(int[][] limbs, int a, int b) {
    for (int limb = 0; limb < limbs.length; limb++) {
      int[] ends = limbs[limb];
      if ((ends[0] == a && ends[1] == b) || (ends[0] == b && ends[1] == a)) {
        return limb;
      }
    }
    throw new IllegalArgumentException("expected a limb between joints %d and %d".formatted(a, b));
  }
}
