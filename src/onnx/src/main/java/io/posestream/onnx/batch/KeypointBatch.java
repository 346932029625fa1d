package io.posestream.onnx.batch;

import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.onnx.bundle.TensorShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The poses of several clips on the heatmap grid, for graphs that paint volumes themselves.
 *
 * <p>Kilobytes instead of the megabytes of {@link HeatmapBatch}. The number of people in a run is
 * padded to a power of two with people of score 0, whom the graph does not paint: a GPU plans every
 * shape anew.
 */
public final class KeypointBatch implements VolumeBatch {
  /** An input of a graph that paints: models/README.md. */
  public static final String KEYPOINTS = "keypoints";

  /** The other input of such a graph. */
  public static final String SCORES = "keypoint_scores";

  private static final VolumeShape NOTHING = new VolumeShape(0, 0, 0, 0, 0);

  private final int maxClips;
  private final List<Volume> volumes = new ArrayList<>();
  private FloatBuffer coordinates = allocate(0);
  private FloatBuffer scores = allocate(0);
  private VolumeShape clipShape = NOTHING;
  private int joints;
  private int clips;

  /** The people of one volume: coordinates [M, T, V, 2], scores [M, T, V]. */
  private record Volume(int persons, float[] coordinates, float[] scores) {}

  /**
   * Creates an empty batch.
   *
   * @param maxClips most clips in it
   */
  public KeypointBatch(int maxClips) {
    this.maxClips = maxClips;
  }

  @Override
  public boolean hasRoomFor(VolumeShape clip) {
    return clips == 0 || (clips < maxClips && clip.equals(clipShape));
  }

  @Override
  public void add(VolumeBuilder painter, VolumeShape clip) {
    clipShape = clip;
    joints = painter.joints();
    for (int view = 0; view < clip.views(); view++) {
      volumes.add(
          new Volume(painter.persons(), painter.gridCoordinates(view), painter.gridScores(view)));
    }
    clips++;
  }

  @Override
  public void clear() {
    volumes.clear();
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
    List<Volume> chosen = volumes.subList(first, Math.min(first + count, volumes.size()));
    int persons = paddedPersons(chosen.stream().mapToInt(Volume::persons).max().orElse(1));
    int points = persons * clipShape.frames() * joints;
    reserve(count * points);
    for (int at = 0; at < count * points; at++) {
      scores.put(at, 0);
    }
    for (int i = 0; i < chosen.size(); i++) {
      coordinates.put(2 * i * points, chosen.get(i).coordinates());
      scores.put(i * points, chosen.get(i).scores());
    }
    TensorShape shape = TensorShape.of(count, persons, clipShape.frames(), joints);
    return List.of(
        new FloatInput(
            KEYPOINTS,
            coordinates.slice(0, 2 * count * points),
            TensorShape.of(count, persons, clipShape.frames(), joints, 2)),
        new FloatInput(SCORES, scores.slice(0, count * points), shape));
  }

  /** Returns the number of people in a run for so many; at least one. */
  static int paddedPersons(int persons) {
    int highest = Integer.highestOneBit(Math.max(persons, 1));
    return highest == Math.max(persons, 1) ? highest : 2 * highest;
  }

  private void reserve(int points) {
    if (scores.capacity() < points) {
      scores = allocate(points);
      coordinates = allocate(2 * points);
    }
  }

  private static FloatBuffer allocate(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
