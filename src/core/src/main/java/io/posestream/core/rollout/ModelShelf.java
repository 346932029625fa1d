package io.posestream.core.rollout;

/** Where models are found that may take a place. */
public interface ModelShelf {
  /**
   * Returns a model.
   *
   * @param slot that it shall take
   * @param bundle its folder
   * @throws IllegalArgumentException if it cannot be used there, with what was expected and found
   */
  OfferedModel take(ModelSlot slot, String bundle);

  /** Returns whether the job has that place. */
  boolean has(ModelSlot slot);
}
