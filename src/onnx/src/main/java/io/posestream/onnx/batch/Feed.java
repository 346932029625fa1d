package io.posestream.onnx.batch;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.onnx.bundle.ClipKind;
import io.posestream.onnx.bundle.CrowdHeads;
import io.posestream.onnx.bundle.ModelInput;
import java.util.Optional;

/**
 * What a member is fed with; members that are fed alike share a batch.
 *
 * @param painting how its maps are painted
 * @param input who paints them
 * @param clips which it is fed with; those with pictures are fed with the pictures too
 * @param heads names of what it takes and returns for each person and pair, if it answers them
 */
public record Feed(
    Painting painting, ModelInput input, ClipKind clips, Optional<CrowdHeads> heads) {
  /**
   * How maps are painted; feeds that agree on it share a painter.
   *
   * @param stream what the maps show
   * @param sigma of the Gaussians, in heatmap pixels
   */
  public record Painting(HeatmapStream stream, double sigma) {}
}
