package io.posestream.core.rule;

/** Tells which rules hold. */
public interface RulePlan {
  /**
   * Returns the rules of a camera at an instant.
   *
   * @param camera the video source
   * @param timeMillis event time
   */
  HeldRules at(String camera, long timeMillis);
}
