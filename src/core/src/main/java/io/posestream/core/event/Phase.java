package io.posestream.core.event;

/** A step in the life of an action. */
public enum Phase {
  /** The action was seen for the first time. */
  STARTED,
  /** The action goes on. */
  UPDATED,
  /** The action is over. */
  ENDED,
  /** The action was announced, but fell short of its minimum duration. */
  RETRACTED
}
