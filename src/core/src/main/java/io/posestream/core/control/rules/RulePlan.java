package io.posestream.core.control.rules;

import io.posestream.core.model.ModelReference;

/** Tells which rules hold. */
public interface RulePlan {
  /**
   * Returns the rules of a camera at an instant.
   *
   * @param camera the video source
   * @param timeMillis event time
   */
  HeldRules at(String camera, long timeMillis);

  /**
   * Returns the rules of a camera at an instant for the answers of one of several models, which may
   * have other thresholds.
   *
   * @param model that gave the answer
   */
  default HeldRules at(String camera, long timeMillis, ModelReference model) {
    return at(camera, timeMillis);
  }
}
