package io.posestream.testkit.model;

import io.posestream.core.pose.PoseSequence;

/** Reads off a body's keypoints, in the order of {@code coco17}, what it is doing. */
final class BodyShape {
  private static final int HEAD_JOINTS = 5;
  private static final int FIRST_WRIST = 9;
  private static final int LAST_WRIST = 10;
  private static final int FEWEST_JOINTS = 4;

  private BodyShape() {}

  /** Returns the share of frames in which the body is wider than tall. */
  static float lyingShare(PoseSequence clip, int person) {
    int lying = 0;
    for (int frame = 0; frame < clip.frames(); frame++) {
      if (lies(clip, person, frame)) {
        lying++;
      }
    }
    return (float) lying / clip.frames();
  }

  /** Returns the share of frames in which a wrist is above the head. */
  static float handUpShare(PoseSequence clip, int person) {
    int up = 0;
    for (int frame = 0; frame < clip.frames(); frame++) {
      if (handIsUp(clip, person, frame)) {
        up++;
      }
    }
    return (float) up / clip.frames();
  }

  private static boolean lies(PoseSequence clip, int person, int frame) {
    float left = Float.POSITIVE_INFINITY;
    float top = Float.POSITIVE_INFINITY;
    float right = Float.NEGATIVE_INFINITY;
    float bottom = Float.NEGATIVE_INFINITY;
    int found = 0;
    for (int joint = 0; joint < clip.joints(); joint++) {
      if (clip.score(person, frame, joint) > 0) {
        left = Math.min(left, clip.x(person, frame, joint));
        right = Math.max(right, clip.x(person, frame, joint));
        top = Math.min(top, clip.y(person, frame, joint));
        bottom = Math.max(bottom, clip.y(person, frame, joint));
        found++;
      }
    }
    return found >= FEWEST_JOINTS && right - left > bottom - top;
  }

  private static boolean handIsUp(PoseSequence clip, int person, int frame) {
    float head = highest(clip, person, frame, 0, HEAD_JOINTS - 1);
    float wrist = highest(clip, person, frame, FIRST_WRIST, LAST_WRIST);
    return head < Float.POSITIVE_INFINITY && wrist < head;
  }

  /** Returns the least y of the joints that are present, infinity if none is. */
  private static float highest(PoseSequence clip, int person, int frame, int first, int last) {
    float highest = Float.POSITIVE_INFINITY;
    for (int joint = first; joint <= last; joint++) {
      if (clip.score(person, frame, joint) > 0) {
        highest = Math.min(highest, clip.y(person, frame, joint));
      }
    }
    return highest;
  }
}
