package io.posestream.flink.inference;

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
            "expected a job that exchanges models, this one does not, so that '%s' is of no use"
                .formatted(bundle));
      };

  /**
   * Returns what opens a model; whether it is there shows when it is described or opened.
   *
   * @param bundle its folder
   */
  ActionModelFactory bundle(String bundle);
}
