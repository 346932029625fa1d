package io.posestream.onnx;

import io.posestream.core.heatmap.VolumeBuffer;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeShape;
import java.nio.FloatBuffer;

/**
 * The volumes of several clips, one after the other in native memory that the runtime reads in
 * place.
 *
 * <p>Mutable: owned by one thread at a time. The memory is reused and grows to the largest batch.
 */
final class HeatmapBatch {
  private static final VolumeShape NOTHING = new VolumeShape(0, 0, 0, 0, 0);

  private final int maxClips;
  private final BatchSizes sizes;
  private VolumeBuffer values = VolumeBuffer.allocate(0);
  private VolumeShape clipShape = NOTHING;
  private int clips;

  /**
   * Creates an empty batch.
   *
   * @param maxClips most clips in it
   * @param sizes in which it will be run
   */
  HeatmapBatch(int maxClips, BatchSizes sizes) {
    this.maxClips = maxClips;
    this.sizes = sizes;
  }

  /** Returns whether one more clip of that shape fits; an empty batch takes any. */
  boolean hasRoomFor(VolumeShape clip) {
    return clips == 0 || (clips < maxClips && clip.equals(clipShape));
  }

  /** Paints what the painter has prepared behind the clips that are there. */
  void paint(VolumeBuilder painter, VolumeShape clip) {
    if (clips == 0) {
      clipShape = clip;
      reserve(sizes.room(maxClips * clip.views()));
    }
    painter.paint(values, Math.toIntExact(clips * clip.size()));
    clips++;
  }

  private void reserve(int volumes) {
    long needed = (long) volumes * clipShape.viewSize();
    if (needed > values.values().capacity()) {
      values = allocate(needed);
    }
  }

  private static VolumeBuffer allocate(long floats) {
    if (floats > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "expected a batch of at most 2 GiB, got %d values: set a smaller batch or fewer views"
              .formatted(floats));
    }
    return VolumeBuffer.allocate((int) floats);
  }

  void clear() {
    clips = 0;
  }

  int clips() {
    return clips;
  }

  /** Returns the number of volumes of each clip. */
  int views() {
    return clipShape.views();
  }

  int volumes() {
    return clips * clipShape.views();
  }

  /** Returns a view of some volumes; those behind the last clip hold what was there before. */
  FloatBuffer slice(int first, int count) {
    int size = clipShape.viewSize();
    return values.values().slice(first * size, count * size);
  }

  /** Returns the shape of so many volumes. */
  TensorShape shapeOf(int count) {
    return TensorShape.of(
        count, clipShape.channels(), clipShape.frames(), clipShape.height(), clipShape.width());
  }
}
