package io.posestream.onnx;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.pose.KeypointLayout;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one scoring call needs to itself: a painter per stream, and the batch they paint into, one
 * stream after the other.
 *
 * <p>Mutable: owned by one thread at a time.
 */
final class Workspace {
  private final Map<HeatmapStream, VolumeBuilder> painters = new EnumMap<>(HeatmapStream.class);
  private final HeatmapBatch batch;

  Workspace(
      Preprocessing preprocessing,
      KeypointLayout layout,
      Set<HeatmapStream> streams,
      HeatmapBatch batch) {
    for (HeatmapStream stream : streams) {
      painters.put(stream, new VolumeBuilder(preprocessing, stream, layout));
    }
    this.batch = batch;
  }

  Set<HeatmapStream> streams() {
    return painters.keySet();
  }

  VolumeBuilder painter(HeatmapStream stream) {
    return Objects.requireNonNull(painters.get(stream), stream::id);
  }

  HeatmapBatch batch() {
    return batch;
  }
}
