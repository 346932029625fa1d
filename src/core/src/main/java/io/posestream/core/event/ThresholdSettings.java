package io.posestream.core.event;

import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Thresholds;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds that a user set.
 *
 * @param general in place of a model's default thresholds, if any
 * @param labels in place of those of single labels
 */
public record ThresholdSettings(@Nullable Thresholds general, Map<String, Thresholds> labels)
    implements Serializable {
  /** Takes the thresholds of the models as they are. */
  public static final ThresholdSettings DEFAULTS = new ThresholdSettings(null, Map.of());

  /** Copies the map in. */
  public ThresholdSettings {
    labels = Map.copyOf(labels);
  }

  /** Returns the thresholds of a model's label: what was set, or else the model's own. */
  public Thresholds of(ModelDescription model, String label) {
    Thresholds own =
        general == null || model.thresholds().containsKey(label)
            ? model.thresholdsOf(label)
            : general;
    return labels.getOrDefault(label, own);
  }

  /** Returns these settings with thresholds in place of the models' defaults. */
  public ThresholdSettings withGeneral(Thresholds changed) {
    return new ThresholdSettings(changed, labels);
  }

  /** Returns these settings with other thresholds of single labels. */
  public ThresholdSettings withLabels(Map<String, Thresholds> changed) {
    return new ThresholdSettings(general, changed);
  }
}
