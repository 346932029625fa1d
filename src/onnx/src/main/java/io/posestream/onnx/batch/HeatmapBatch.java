package io.posestream.onnx.batch;

import io.posestream.core.heatmap.VolumeBuffer;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.onnx.bundle.TensorShape;
import java.util.List;

/**
 * The volumes of several clips, one after the other in native memory that the runtime reads in
 * place.
 *
 * <p>Mutable: owned by one thread at a time. The memory is reused and grows to the largest batch.
 */
public final class HeatmapBatch implements VolumeBatch {
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
  public HeatmapBatch(int maxClips, BatchSizes sizes) {
    this.maxClips = maxClips;
    this.sizes = sizes;
  }

  @Override
  public boolean hasRoomFor(VolumeShape clip) {
    return clips == 0 || (clips < maxClips && clip.equals(clipShape));
  }

  @Override
  public void add(VolumeBuilder painter, VolumeShape clip) {
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

  @Override
  public void clear() {
    clips = 0;
  }

  @Override
  public int clips() {
    return clips;
  }

  @Override
  public int views() {
    return clipShape.views();
  }

  @Override
  public List<GraphInput> inputs(InputNames names, int first, int count) {
    return names
        .heatmaps()
        .map(name -> List.<GraphInput>of(input(name, first, count)))
        .orElse(List.of());
  }

  private FloatInput input(String name, int first, int count) {
    int size = clipShape.viewSize();
    TensorShape shape =
        TensorShape.of(
            count, clipShape.channels(), clipShape.frames(), clipShape.height(), clipShape.width());
    return new FloatInput(name, values.values().slice(first * size, count * size), shape);
  }
}
