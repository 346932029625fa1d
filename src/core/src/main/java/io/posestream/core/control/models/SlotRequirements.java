package io.posestream.core.control.models;

import io.posestream.core.event.ThresholdSettings;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Thresholds;
import io.posestream.core.picture.PicturePreprocessing;
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
 * What a slot requires of its model: the same clips and the same labels as the model of the
 * configuration has, so that a replacement changes neither the windows nor the rules.
 *
 * <p>Immutable and thread-safe.
 */
public final class SlotRequirements implements Serializable {
  private static final long serialVersionUID = 1L;

  private final KeypointLayout layout;
  private final int frames;
  private final int clips;
  private final int pictures;
  private final List<ActionLabel> labels;
  private final @Nullable String rejectLabel;
  private final ThresholdSettings thresholds;

  /**
   * Takes the requirements from the model that the configuration names.
   *
   * @param configured that model
   * @param thresholds of the configuration, which override those of any model
   */
  public SlotRequirements(ModelDescription configured, ThresholdSettings thresholds) {
    layout = configured.layout();
    frames = configured.preprocessing().clipLength();
    clips = configured.preprocessing().clips();
    pictures = picturesOf(configured);
    labels = configured.labels();
    rejectLabel = configured.rejectLabel().orElse(null);
    this.thresholds = thresholds;
  }

  /**
   * Returns a model as a replacement.
   *
   * @param bundle the model's folder
   * @param model what it says of itself
   * @throws IllegalArgumentException naming what differs, with what was expected and found
   */
  public ReplacementModel accept(String bundle, ModelDescription model) {
    require("layout", layout.id(), model.layout().id());
    require("clip length", frames, model.preprocessing().clipLength());
    require("number of clips", clips, model.preprocessing().clips());
    require("number of pictures", pictures, picturesOf(model));
    require("labels", text(labels), text(model.labels()));
    require("reject label", rejectLabel, model.rejectLabel().orElse(null));
    Map<String, Thresholds> byLabel = new HashMap<>();
    for (String label : model.labelNames()) {
      if (!label.equals(rejectLabel)) {
        byLabel.put(label, thresholds.of(model, label));
      }
    }
    return new ReplacementModel(bundle, model.reference(), byLabel);
  }

  private static int picturesOf(ModelDescription model) {
    return model.preprocessing().pictures().map(PicturePreprocessing::clipLength).orElse(0);
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
