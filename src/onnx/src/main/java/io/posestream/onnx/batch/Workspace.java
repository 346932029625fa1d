package io.posestream.onnx.batch;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.model.ModelDescription;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one scoring call needs to itself: a painter per stream, and a batch per feed.
 *
 * <p>Mutable: owned by one thread at a time.
 */
public final class Workspace {
  private final Map<HeatmapStream, VolumeBuilder> painters = new EnumMap<>(HeatmapStream.class);
  private final Map<Feed, VolumeBatch> batches = new LinkedHashMap<>();

  /**
   * Creates a workspace.
   *
   * @param feeds of the model's members
   * @param maxClips most clips in a batch
   * @param sizes in which batches will be run
   */
  public Workspace(ModelDescription model, Set<Feed> feeds, int maxClips, BatchSizes sizes) {
    for (Feed feed : feeds) {
      painters.computeIfAbsent(
          feed.stream(),
          stream -> new VolumeBuilder(model.preprocessing(), stream, model.layout()));
      batches.put(feed, feed.newBatch(maxClips, sizes));
    }
  }

  /** Returns the feeds, each once. */
  public Set<Feed> feeds() {
    return batches.keySet();
  }

  /** Returns the painter of a feed's stream. */
  public VolumeBuilder painter(Feed feed) {
    return Objects.requireNonNull(painters.get(feed.stream()), feed::toString);
  }

  /** Returns the batch of a feed. */
  public VolumeBatch batch(Feed feed) {
    return Objects.requireNonNull(batches.get(feed), feed::toString);
  }
}
