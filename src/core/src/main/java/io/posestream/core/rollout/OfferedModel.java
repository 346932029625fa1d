package io.posestream.core.rollout;

import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Thresholds;
import java.util.Map;

/**
 * A model that a message brought.
 *
 * @param bundle its folder, on every machine that scores
 * @param reference what events and scores say of it
 * @param thresholds of each label that may raise events: the model's own, or those of the job's
 *     configuration where it has some
 */
public record OfferedModel(
    String bundle, ModelReference reference, Map<String, Thresholds> thresholds) {
  /** Copies the map in. */
  public OfferedModel {
    thresholds = Map.copyOf(thresholds);
  }
}
