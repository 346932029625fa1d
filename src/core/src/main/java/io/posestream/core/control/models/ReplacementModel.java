package io.posestream.core.control.models;

import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Thresholds;
import java.util.Map;

/**
 * A model that a message brought.
 *
 * @param bundle its folder, on every machine that scores
 * @param reference how events and scores name it
 * @param thresholds of each label that may raise events: those of the job's configuration if it
 *     sets them, otherwise the model's own
 */
public record ReplacementModel(
    String bundle, ModelReference reference, Map<String, Thresholds> thresholds) {
  /** Copies the map in. */
  public ReplacementModel {
    thresholds = Map.copyOf(thresholds);
  }
}
