package io.posestream.testkit.simulation.body;

/** The joints of the layout {@code coco17}, in its order. */
public enum Joint {
  /** Tip of the nose. */
  NOSE(0),
  /** The person's own left. */
  LEFT_EYE(1),
  /** The person's own right. */
  RIGHT_EYE(2),
  /** The person's own left. */
  LEFT_EAR(3),
  /** The person's own right. */
  RIGHT_EAR(4),
  /** The person's own left. */
  LEFT_SHOULDER(5),
  /** The person's own right. */
  RIGHT_SHOULDER(6),
  /** The person's own left. */
  LEFT_ELBOW(7),
  /** The person's own right. */
  RIGHT_ELBOW(8),
  /** The person's own left. */
  LEFT_WRIST(9),
  /** The person's own right. */
  RIGHT_WRIST(10),
  /** The person's own left. */
  LEFT_HIP(11),
  /** The person's own right. */
  RIGHT_HIP(12),
  /** The person's own left. */
  LEFT_KNEE(13),
  /** The person's own right. */
  RIGHT_KNEE(14),
  /** The person's own left. */
  LEFT_ANKLE(15),
  /** The person's own right. */
  RIGHT_ANKLE(16);

  /** The number of joints. */
  public static final int COUNT = values().length;

  private final int index;

  Joint(int index) {
    this.index = index;
  }

  /** Returns the joint's place in {@code coco17}. */
  public int index() {
    return index;
  }
}
