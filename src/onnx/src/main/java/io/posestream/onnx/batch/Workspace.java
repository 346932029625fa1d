package io.posestream.onnx.batch;

import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.PicturedPoses;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.batch.Feed.Painting;
import io.posestream.onnx.bundle.ClipKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one scoring call needs to itself: a painter per way of painting, and a batch per feed.
 *
 * <p>Mutable: owned by one thread at a time.
 */
public final class Workspace {
  private final Map<Painting, VolumeBuilder> painters = new HashMap<>();
  private final Map<Feed, VolumeBatch> batches = new LinkedHashMap<>();

  /**
   * Creates a workspace.
   *
   * @param model that is fed
   * @param feeds of the model's members
   * @param maxClips most clips in a batch
   * @param sizes in which batches will be run
   */
  public Workspace(ModelDescription model, Set<Feed> feeds, int maxClips, BatchSizes sizes) {
    for (Feed feed : feeds) {
      painters.computeIfAbsent(feed.painting(), painting -> painter(model, painting));
      VolumeBatch volumes = volumes(feed, maxClips, sizes);
      batches.put(
          feed,
          feed.clips() == ClipKind.WITH_PICTURES
              ? new PicturedBatch(
                  volumes, model.preprocessing().pictures().orElseThrow(), maxClips, sizes)
              : volumes);
    }
  }

  private static VolumeBatch volumes(Feed feed, int maxClips, BatchSizes sizes) {
    if (feed.heads().isPresent()) {
      return new CrowdBatch(feed.heads().get(), feed.input());
    }
    return switch (feed.input()) {
      case HEATMAPS -> new HeatmapBatch(maxClips, sizes);
      case KEYPOINTS -> new KeypointBatch(maxClips);
    };
  }

  private static VolumeBuilder painter(ModelDescription model, Painting painting) {
    return new VolumeBuilder(
        model.preprocessing().withSigma(painting.sigma()), painting.stream(), model.layout());
  }

  /** Returns the feeds, each once. */
  public Set<Feed> feeds() {
    return batches.keySet();
  }

  /** Returns an empty batch of a feed. */
  public VolumeBatch emptyBatch(Feed feed) {
    VolumeBatch batch = Objects.requireNonNull(batches.get(feed), feed::toString);
    batch.clear();
    return batch;
  }

  /**
   * Prepares a clip, ready to be added to a batch of the feed.
   *
   * @return the shape of its volumes
   */
  public VolumeShape prepare(PicturedPoses clip, Feed feed) {
    return painter(feed).prepare(inPictures(clip, feed)).volume();
  }

  // Poses lie in the image that the pictures are of.
  private static PoseSequence inPictures(PicturedPoses clip, Feed feed) {
    return clip.pictures()
        .filter(pictures -> feed.clips() == ClipKind.WITH_PICTURES)
        .map(pictures -> clip.poses().inImageOf(pictures.height(), pictures.width()))
        .orElse(clip.poses());
  }

  /** Adds the prepared clip to a batch that has room for it. */
  public void add(PicturedPoses clip, VolumeShape volume, Feed feed, VolumeBatch batch) {
    batch.add(painter(feed), volume);
    if (batch instanceof PicturedBatch pictured) {
      pictured.addPictures(clip.pictures().orElseThrow(), painter(feed));
    }
  }

  /** Returns the painter of a feed. */
  public VolumeBuilder painter(Feed feed) {
    return Objects.requireNonNull(painters.get(feed.painting()), feed::toString);
  }
}
