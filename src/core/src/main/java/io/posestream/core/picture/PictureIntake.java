package io.posestream.core.picture;

/** What becomes of the pictures that frames carry. */
public enum PictureIntake {
  /** They are dropped where the frame is read: no state and no checkpoint holds any. */
  IGNORED,
  /** They are kept for models that look at pictures. */
  USED
}
