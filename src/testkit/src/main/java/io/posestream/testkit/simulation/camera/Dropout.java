package io.posestream.testkit.simulation.camera;

import io.posestream.testkit.simulation.body.Joint;

/** Joints that go missing together. */
enum Dropout {
  /** Nothing is missing. */
  NONE,
  /** Knees and ankles, as behind a counter. */
  LEGS,
  /** Left elbow and wrist. */
  LEFT_ARM,
  /** Right elbow and wrist. */
  RIGHT_ARM,
  /** Nose, eyes and ears, as of somebody who turns away. */
  FACE;

  boolean covers(Joint joint) {
    return switch (this) {
      case NONE -> false;
      case LEGS -> joint.index() >= Joint.LEFT_KNEE.index();
      case LEFT_ARM -> joint == Joint.LEFT_ELBOW || joint == Joint.LEFT_WRIST;
      case RIGHT_ARM -> joint == Joint.RIGHT_ELBOW || joint == Joint.RIGHT_WRIST;
      case FACE -> joint.index() <= Joint.RIGHT_EAR.index();
    };
  }
}
