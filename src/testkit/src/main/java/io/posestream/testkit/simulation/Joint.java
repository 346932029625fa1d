package io.posestream.testkit.simulation;

/**
 * The joints of the layout {@code coco17}, in its order: {@link #ordinal()} is the joint's index.
 */
public enum Joint {
  /** Tip of the nose. */
  NOSE,
  /** The person's own left. */
  LEFT_EYE,
  /** The person's own right. */
  RIGHT_EYE,
  /** The person's own left. */
  LEFT_EAR,
  /** The person's own right. */
  RIGHT_EAR,
  /** The person's own left. */
  LEFT_SHOULDER,
  /** The person's own right. */
  RIGHT_SHOULDER,
  /** The person's own left. */
  LEFT_ELBOW,
  /** The person's own right. */
  RIGHT_ELBOW,
  /** The person's own left. */
  LEFT_WRIST,
  /** The person's own right. */
  RIGHT_WRIST,
  /** The person's own left. */
  LEFT_HIP,
  /** The person's own right. */
  RIGHT_HIP,
  /** The person's own left. */
  LEFT_KNEE,
  /** The person's own right. */
  RIGHT_KNEE,
  /** The person's own left. */
  LEFT_ANKLE,
  /** The person's own right. */
  RIGHT_ANKLE;

  /** The number of joints. */
  public static final int COUNT = values().length;
}
