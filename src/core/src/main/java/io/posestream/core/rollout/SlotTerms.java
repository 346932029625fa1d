package io.posestream.core.rollout;

import io.posestream.core.event.ThresholdSettings;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Thresholds;
import io.posestream.core.pose.KeypointLayout;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model has to be to take the place of another: it takes the same clips and answers with the
 * same labels, so that neither the windows nor the rules change under it.
 *
 * <p>Immutable and thread-safe.
 */
public final class SlotTerms implements Serializable {
  private static final long serialVersionUID = 1L;

  private final KeypointLayout layout;
  private final int frames;
  private final int clips;
  private final List<ActionLabel> labels;
  private final @Nullable String rejectLabel;
  private final ThresholdSettings thresholds;

  /**
   * Takes the terms from the model that the configuration names.
   *
   * @param configured that model
   * @param thresholds that go before those of any model
   */
  public SlotTerms(ModelDescription configured, ThresholdSettings thresholds) {
    layout = configured.layout();
    frames = configured.preprocessing().clipLength();
    clips = configured.preprocessing().clips();
    labels = configured.labels();
    rejectLabel = configured.rejectLabel().orElse(null);
    this.thresholds = thresholds;
  }

  /**
   * Returns what is offered.
   *
   * @param bundle folder of the model
   * @param model what it says of itself
   * @throws IllegalArgumentException naming what differs, with what was expected and found
   */
  public OfferedModel accept(String bundle, ModelDescription model) {
    require("layout", layout.id(), model.layout().id());
    require("clip length", frames, model.preprocessing().clipLength());
    require("number of clips", clips, model.preprocessing().clips());
    require("labels", text(labels), text(model.labels()));
    require("reject label", rejectLabel, model.rejectLabel().orElse(null));
    Map<String, Thresholds> byLabel = new HashMap<>();
    for (String label : model.labelNames()) {
      if (!label.equals(rejectLabel)) {
        byLabel.put(label, thresholds.of(model, label));
      }
    }
    return new OfferedModel(bundle, model.reference(), byLabel);
  }

  private static String text(List<ActionLabel> labels) {
    return labels.stream()
        .map(label -> label.name() + new TreeSet<>(label.scopes()))
        .collect(Collectors.joining(", "));
  }

  private static void require(String what, @Nullable Object expected, @Nullable Object found) {
    if (!Objects.equals(expected, found)) {
      throw new IllegalArgumentException(
          "expected a model with %s %s, as the one it replaces, found %s"
              .formatted(what, expected, found));
    }
  }
}
