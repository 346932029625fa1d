package io.posestream.onnx.batch;

import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.onnx.bundle.CrowdHeads;
import io.posestream.onnx.bundle.ModelInput;
import io.posestream.onnx.bundle.TensorShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The volume of one scene, the joints of everybody in it, and the pairs to be answered.
 *
 * <p>There is no volume for a graph that takes keypoints: it paints the volume from the joints.
 *
 * <p>A run takes one scene. A graph takes no empty table, so a scene without pairs asks for the
 * pair of a person with himself, whose answer nobody reads.
 *
 * <p>Mutable: owned by one thread at a time. The memory is reused and grows to the largest scene.
 */
public final class CrowdBatch implements VolumeBatch {
  private static final int PER_JOINT = 3;

  private final CrowdHeads names;
  private final ModelInput input;
  private final HeatmapBatch volume = new HeatmapBatch(1, BatchSizes.ONE);
  private final List<List<Integer>> pairs = new ArrayList<>();
  private FloatBuffer joints = allocate(0);
  private TensorShape jointsShape = TensorShape.of(0, 0, 0, PER_JOINT);
  private int scenes;

  /**
   * Creates an empty batch.
   *
   * @param names of the inputs
   * @param input who paints the volume
   */
  public CrowdBatch(CrowdHeads names, ModelInput input) {
    this.names = names;
    this.input = input;
  }

  @Override
  public boolean hasRoomFor(VolumeShape clip) {
    return scenes == 0;
  }

  @Override
  public void add(VolumeBuilder painter, VolumeShape clip) {
    if (input == ModelInput.HEATMAPS) {
      volume.add(painter, clip);
    }
    scenes++;
    float[] coordinates = painter.gridCoordinates(0);
    float[] scores = painter.gridScores(0);
    // Of nobody a table of one person who is never seen.
    int persons = Math.max(1, painter.persons());
    jointsShape = TensorShape.of(persons, clip.frames(), painter.joints(), PER_JOINT);
    int points = persons * clip.frames() * painter.joints();
    if (joints.capacity() < PER_JOINT * points) {
      joints = allocate(PER_JOINT * points);
    }
    for (int i = 0; i < points; i++) {
      boolean known = i < scores.length;
      joints.put(PER_JOINT * i, known ? coordinates[2 * i] : 0);
      joints.put(PER_JOINT * i + 1, known ? coordinates[2 * i + 1] : 0);
      joints.put(PER_JOINT * i + 2, known ? scores[i] : 0);
    }
  }

  /** Asks for an answer to two of the persons; to be called after {@link #add}. */
  public void askFor(List<Integer> pair) {
    pairs.add(pair);
  }

  @Override
  public void clear() {
    volume.clear();
    pairs.clear();
    scenes = 0;
  }

  @Override
  public int clips() {
    return scenes;
  }

  @Override
  public int views() {
    return 1;
  }

  @Override
  public List<GraphInput> inputs(InputNames graph, int first, int count) {
    List<GraphInput> inputs = new ArrayList<>();
    if (input == ModelInput.HEATMAPS) {
      inputs.addAll(volume.inputs(graph, first, count));
    }
    int size = 1;
    for (long dimension : jointsShape.dimensions()) {
      size *= (int) dimension;
    }
    inputs.add(new FloatInput(names.joints(), joints.slice(0, size), jointsShape));
    inputs.add(pairsInput());
    return inputs;
  }

  private LongInput pairsInput() {
    int rows = Math.max(1, pairs.size());
    LongBuffer values = LongBuffer.allocate(2 * rows);
    for (int i = 0; i < pairs.size(); i++) {
      values.put(2 * i, pairs.get(i).get(0)).put(2 * i + 1, pairs.get(i).get(1));
    }
    return new LongInput(names.pairs(), values, TensorShape.of(rows, 2));
  }

  private static FloatBuffer allocate(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
