package io.posestream.benchmarks;

import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.sampling.Dialect;
import java.util.OptionalInt;

/** The volume that the published networks take: 17 x 48 x 56 x 56. */
public final class ReferenceVolume {
  /** One plain view of 48 frames, sigma 0.6. */
  public static final Preprocessing PREPROCESSING =
      new Preprocessing(
          Dialect.PYSKL,
          48,
          1,
          Flip.NONE,
          Compaction.REFERENCE,
          new ResizeRule.Exact(56, 56),
          OptionalInt.empty(),
          0.6,
          1,
          JointScores.PEAK);

  private ReferenceVolume() {}
}
