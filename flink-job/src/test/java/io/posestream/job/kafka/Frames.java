package io.posestream.job.kafka;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.util.Arrays;
import java.util.List;

/** A frame with one person, as the tests of this package read it. */
final class Frames {
  static final FrameOrigin ORIGIN = new FrameOrigin("pose.frames.v1", 1, 42, "00-trace");

  private Frames() {}

  static PoseFrame at(long millis) {
    return of("cam", millis);
  }

  static PoseFrame of(String camera, long millis) {
    float[] keypoints = new float[3 * KeypointLayout.COCO17.joints()];
    Arrays.fill(keypoints, 100.5f);
    for (int i = 2; i < keypoints.length; i += Person.STRIDE) {
      keypoints[i] = 0.5f;
    }
    return new PoseFrame(
        camera,
        millis,
        1000 * millis,
        1280,
        720,
        KeypointLayout.COCO17,
        List.of(new Person("3", keypoints, 0.5f)),
        ORIGIN);
  }
}
