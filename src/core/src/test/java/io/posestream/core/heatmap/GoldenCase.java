package io.posestream.core.heatmap;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.heatmap.Preprocessing.Flip;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * One recording and what the reference makes of it.
 *
 * @param manifest its entry in manifest.json
 * @param folder its arrays
 */
record GoldenCase(JsonNode manifest, Path folder) {
  Preprocessing preprocessing() {
    return new Preprocessing(
        dialect(),
        manifest.get("clip_len").asInt(),
        manifest.get("num_clips").asInt(),
        manifest.get("double").asBoolean() ? Flip.MIRRORED : Flip.NONE,
        Compaction.REFERENCE,
        resize(),
        manifest.has("center_crop")
            ? OptionalInt.of(manifest.get("center_crop").asInt())
            : OptionalInt.empty(),
        manifest.path("sigma").asDouble(0.6),
        manifest.path("scaling").asDouble(1),
        manifest.get("has_score").asBoolean() ? JointScores.PEAK : JointScores.IGNORED);
  }

  Dialect dialect() {
    return manifest.get("codebase").asText().equals("mma") ? Dialect.MMACTION2 : Dialect.PYSKL;
  }

  HeatmapStream stream() {
    return manifest.get("stream").asText().equals("limb")
        ? HeatmapStream.LIMB
        : HeatmapStream.JOINT;
  }

  VolumeBuilder builder() {
    return new VolumeBuilder(preprocessing(), stream(), KeypointLayout.COCO17);
  }

  /** Returns the whole recording. */
  PoseSequence recording() {
    int persons = manifest.get("persons").asInt();
    int frames = manifest.get("total_frames").asInt();
    int joints = manifest.get("num_keypoints").asInt();
    return new PoseSequence(
        persons,
        frames,
        joints,
        floats("keypoint.f32"),
        manifest.get("has_score").asBoolean()
            ? floats("score.f32")
            : new float[persons * frames * joints],
        manifest.get("img_shape").get(0).asInt(),
        manifest.get("img_shape").get(1).asInt());
  }

  /** Returns the frames the reference sampled. */
  PoseSequence sampled() {
    return recording().select(frameIndices());
  }

  int[] frameIndices() {
    ByteBuffer bytes = GoldenVectors.bytes(folder.resolve("frame_inds.i32"));
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  float[] floats(String file) {
    return GoldenVectors.floats(folder.resolve(file));
  }

  SparseVolume volume() {
    JsonNode volume = manifest.get("volume");
    ByteBuffer bytes = GoldenVectors.unzipped(folder.resolve("volume.sparse.gz"));
    int[] indices = new int[volume.get("nnz").asInt()];
    float[] values = new float[indices.length];
    bytes.asIntBuffer().get(indices);
    bytes.position(Integer.BYTES * indices.length);
    bytes.asFloatBuffer().get(values);
    return new SparseVolume(GoldenVectors.ints(volume.get("shape")), indices, values);
  }

  private ResizeRule resize() {
    JsonNode resize = manifest.get("resize").get(0);
    int first = resize.get("scale").get(0).asInt();
    int second = resize.get("scale").get(1).asInt();
    return resize.get("keep_ratio").asBoolean()
        ? new ResizeRule.ShortSide(second)
        : new ResizeRule.Exact(second, first);
  }

  /** The values that are not 0, by ascending position; owned by the test that reads it. */
  static final class SparseVolume {
    final int[] shape;
    final int[] indices;
    final float[] values;

    SparseVolume(int[] shape, int[] indices, float[] values) {
      this.shape = shape;
      this.indices = indices;
      this.values = values;
    }
  }
}
