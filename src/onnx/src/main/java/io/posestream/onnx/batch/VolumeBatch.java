package io.posestream.onnx.batch;

import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeShape;
import java.util.List;

/**
 * The volumes of several clips, one after the other, ready for runs.
 *
 * <p>Mutable: owned by one thread at a time.
 */
public sealed interface VolumeBatch permits HeatmapBatch, KeypointBatch, PicturedBatch, CrowdBatch {
  /** Returns whether one more clip of that shape fits; an empty batch takes any. */
  boolean hasRoomFor(VolumeShape clip);

  /** Adds the clip that the painter has prepared, behind those that are there. */
  void add(VolumeBuilder painter, VolumeShape clip);

  /** Removes all clips. */
  void clear();

  /** Returns the number of clips. */
  int clips();

  /** Returns the number of volumes of each clip. */
  int views();

  /** Returns the number of volumes of all clips. */
  default int volumes() {
    return clips() * views();
  }

  /**
   * Returns what a run of some volumes takes, valid until the batch changes or is asked again.
   *
   * @param names of the graph's inputs
   * @param first volume of the run
   * @param count volumes of the run; those behind the last clip hold anything
   */
  List<GraphInput> inputs(InputNames names, int first, int count);
}
