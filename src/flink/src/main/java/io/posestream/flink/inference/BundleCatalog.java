package io.posestream.flink.inference;

import io.posestream.core.control.models.BundleDescriptions;
import io.posestream.core.model.ActionModelFactory;
import java.io.Serializable;

/**
 * Finds models by their folders, wherever the job runs.
 *
 * <p>A catalog travels to the TaskManagers by Java serialization.
 */
@FunctionalInterface
public interface BundleCatalog extends Serializable {
  /** Has no models. */
  BundleCatalog NONE =
      bundle -> {
        throw new IllegalArgumentException(
            "expected a job that can replace its models, but this one cannot: '%s' is not opened"
                .formatted(bundle));
      };

  /**
   * Returns what opens a model; whether the model exists shows when it is described or opened.
   *
   * @param bundle its folder
   */
  ActionModelFactory bundle(String bundle);

  /** Returns what describes the same models, without opening them. */
  default BundleDescriptions descriptions() {
    return folder -> bundle(folder).describe();
  }
}
