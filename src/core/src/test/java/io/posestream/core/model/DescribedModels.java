package io.posestream.core.model;

import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.sampling.Dialect;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Models as their bundles would describe them, for tests. */
public final class DescribedModels {
  private DescribedModels() {}

  /**
   * Returns a model of joints in 32 x 32 pixels.
   *
   * @param name of the model
   * @param clipLength frames
   * @param labels of which one named {@code other} is the reject label
   */
  public static ModelDescription of(String name, int clipLength, ActionLabel... labels) {
    return new ModelDescription(
        name,
        "1",
        "0",
        "fp32",
        KeypointLayout.COCO17,
        new Preprocessing(
            Dialect.MMACTION2,
            clipLength,
            1,
            Preprocessing.Flip.NONE,
            Compaction.REFERENCE,
            new ResizeRule.Exact(32, 32),
            OptionalInt.empty(),
            0.6,
            1,
            Preprocessing.JointScores.PEAK),
        List.of(labels),
        List.of(labels).stream().map(ActionLabel::name).filter("other"::equals).findFirst(),
        new Thresholds(0.5, 0.3),
        Map.of());
  }
}
