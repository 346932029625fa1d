package io.posestream.core.control.models;

import io.posestream.core.model.ModelDescription;
import java.io.Serializable;

/** Describes bundles, wherever the job runs; travels there by Java serialization. */
@FunctionalInterface
public interface BundleDescriptions extends Serializable {
  /**
   * Returns what a bundle says of itself.
   *
   * @param bundle its folder
   * @throws RuntimeException if it cannot be used, with the reason and the fix
   */
  ModelDescription describe(String bundle);
}
