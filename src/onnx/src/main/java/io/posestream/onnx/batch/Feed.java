package io.posestream.onnx.batch;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.onnx.bundle.CrowdHeads;
import io.posestream.onnx.bundle.ModelInput;
import java.util.Optional;

/**
 * What a member is fed with; members that are fed alike share a batch.
 *
 * @param stream what its maps show
 * @param input who paints them
 * @param heads names of what it takes and returns for each person and pair, if it answers them
 */
public record Feed(HeatmapStream stream, ModelInput input, Optional<CrowdHeads> heads) {
  VolumeBatch newBatch(int maxClips, BatchSizes sizes) {
    if (heads.isPresent()) {
      return new CrowdBatch(heads.get());
    }
    return switch (input) {
      case HEATMAPS -> new HeatmapBatch(maxClips, sizes);
      case KEYPOINTS -> new KeypointBatch(maxClips);
    };
  }
}
