package io.posestream.core.heatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.heatmap.Compaction.Beyond;
import io.posestream.core.heatmap.GoldenCase.SparseVolume;
import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.UniformSampler;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

// The reference's results, number by number; skipped where they are not at hand.
class GoldenVectorsTest {
  private static final double TOLERANCE = 1e-6;
  private static final float NEGLIGIBLE = 1e-30f;

  static Stream<String> cases() {
    return Stream.of(
        "o01_kp_1p_T120",
        "o02_kp_1p_T30_c10_double",
        "o03_kp_2p_T60_c10",
        "o04_limb_2p_T96",
        "o05_kp_5p_T200_missing",
        "o06_kp_13p_T150",
        "o07_kp_2p_out_of_frame",
        "o08_kp_tiny_no_compact",
        "o09_kp_pyskl_2p_T110",
        "o10_limb_pyskl_1p_T70",
        "o11_kp_56_T48_zero_keep_score",
        "o12_kp_56_sq_1p_T10_noscore");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void samplesTheSameFrames(String id) {
    GoldenCase golden = golden().named(id);
    Preprocessing preprocessing = golden.preprocessing();

    int[] frames =
        UniformSampler.sample(
            preprocessing.dialect(),
            golden.recording().frames(),
            preprocessing.clipLength(),
            preprocessing.clips());

    assertThat(frames).isEqualTo(golden.frameIndices());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void compactsToTheSameBits(String id) {
    GoldenCase golden = golden().named(id);
    VolumeBuilder builder = golden.builder();

    VolumeReport report = builder.prepare(golden.sampled());

    assertThat(List.of(report.compactHeight(), report.compactWidth()))
        .containsExactly(
            golden.manifest().get("img_shape_compact").get(0).asInt(),
            golden.manifest().get("img_shape_compact").get(1).asInt());
    assertThat(builder.compactCoordinates()).isEqualTo(golden.floats("kp_compact.f32"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resizesAndCropsToTheSameBits(String id) {
    GoldenCase golden = golden().named(id);
    VolumeBuilder builder = golden.builder();

    VolumeReport report = builder.prepare(golden.sampled());

    assertThat(List.of(report.finalHeight(), report.finalWidth()))
        .containsExactly(
            golden.manifest().get("img_shape_final").get(0).asInt(),
            golden.manifest().get("img_shape_final").get(1).asInt());
    assertThat(builder.finalCoordinates()).isEqualTo(golden.floats("kp_final.f32"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cropsTheSamePartOfTheImage(String id) {
    GoldenCase golden = golden().named(id);
    PoseGrid poses = new PoseGrid();
    poses.load(golden.sampled(), JointScores.PEAK);

    new PoseCompact(Compaction.REFERENCE).apply(poses);

    assertThat(poses.crop).isEqualTo(GoldenVectors.crop(golden.manifest().get("crop_quadruple")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void paintsTheSameVolume(String id) {
    GoldenCase golden = golden().named(id);
    VolumeBuilder builder = golden.builder();
    VolumeShape shape = builder.prepare(golden.sampled()).volume();
    FloatBuffer painted = FloatBuffer.allocate((int) shape.size());

    builder.paint(painted, 0);

    SparseVolume expected = golden.volume();
    assertThat(
            List.of(shape.views(), shape.channels(), shape.frames(), shape.height(), shape.width()))
        .containsExactly(
            expected.shape[0],
            expected.shape[1],
            expected.shape[2],
            expected.shape[3],
            expected.shape[4]);
    assertSame(painted, expected);
  }

  @Test
  void comparesEveryCase() {
    List<String> ids = new ArrayList<>();
    golden().json("manifest.json").get("cases").forEach(entry -> ids.add(entry.get("id").asText()));

    assertThat(cases()).containsExactlyElementsOf(ids);
  }

  @Test
  void samplesEveryRowOfTheTable() {
    JsonNode table = golden().json("sampler_table.json");
    assertThat(table.size()).isEqualTo(78);

    for (JsonNode row : table) {
      int[] frames =
          UniformSampler.sample(
              row.get("codebase").asText().equals("mma") ? Dialect.MMACTION2 : Dialect.PYSKL,
              row.get("total_frames").asInt(),
              row.get("clip_len").asInt(),
              row.get("num_clips").asInt());

      assertThat(frames).isEqualTo(GoldenVectors.ints(row.get("frame_inds")));
    }
  }

  @Test
  void compactsResizesAndCropsEveryRowOfTheTable() {
    JsonNode table = golden().json("compact_table.json");
    assertThat(table.size()).isEqualTo(197);

    for (JsonNode row : table) {
      PoseGrid poses = load(row);
      new PoseCompact(compaction(row.get("params"))).apply(poses);
      assertPoses(poses, row, "compact");

      applyProfile(poses, row.get("profile").asText());
      assertPoses(poses, row, "final");
      assertCrop(poses, GoldenVectors.crop(row.get("crop_quadruple")));
    }
  }

  @Test
  void averagesTheReferenceModelsViews() {
    FloatBuffer logits = FloatBuffer.wrap(golden().model("m2_case_o05_double.logits.f32"));

    float[] probabilities = ViewAverage.probabilities(logits, 0, 2, 60);

    assertThat(probabilities)
        .containsExactly(golden().model("m2_case_o05_double.prob_avg_clips.f32"), within(1e-6f));
  }

  private static void assertSame(FloatBuffer painted, SparseVolume expected) {
    double worst = 0;
    int ghosts = 0;
    int next = 0;
    for (int i = 0; i < painted.limit(); i++) {
      boolean present = next < expected.indices.length && expected.indices[next] == i;
      float value = present ? expected.values[next++] : 0;
      float found = painted.get(i);
      worst = Math.max(worst, Math.abs(value - found));
      ghosts += (value == 0) != (found == 0) && value + found > NEGLIGIBLE ? 1 : 0;
    }
    assertThat(next).isEqualTo(expected.indices.length);
    assertThat(worst).isLessThanOrEqualTo(TOLERANCE);
    assertThat(ghosts).isZero();
  }

  private static void assertPoses(PoseGrid poses, JsonNode row, String step) {
    int[] shape = GoldenVectors.ints(row.get("img_shape_" + step));
    assertThat(new int[] {poses.height, poses.width}).as(row.toString()).isEqualTo(shape);
    assertThat(poses.coordinates).as(row.toString()).isEqualTo(GoldenVectors.floats(row.get(step)));
  }

  // After CenterCrop the reference keeps the quadruple in float32.
  private static void assertCrop(PoseGrid poses, CropQuadruple expected) {
    assertThat(poses.crop.x()).isCloseTo(expected.x(), within(1e-6));
    assertThat(poses.crop.y()).isCloseTo(expected.y(), within(1e-6));
    assertThat(poses.crop.width()).isCloseTo(expected.width(), within(1e-6));
    assertThat(poses.crop.height()).isCloseTo(expected.height(), within(1e-6));
  }

  private static PoseGrid load(JsonNode row) {
    int[] shape = GoldenVectors.ints(row.get("shape"));
    int[] image = GoldenVectors.ints(row.get("img_shape"));
    float[] coordinates = GoldenVectors.floats(row.get("keypoint"));
    PoseGrid poses = new PoseGrid();
    poses.load(
        new PoseSequence(
            shape[0],
            shape[1],
            shape[2],
            coordinates,
            new float[coordinates.length / 2],
            image[0],
            image[1]),
        JointScores.PEAK);
    return poses;
  }

  private static Compaction compaction(JsonNode parameters) {
    JsonNode ratio = parameters.get("hw_ratio");
    return new Compaction(
        parameters.get("padding").asDouble(),
        10,
        ratio.asDouble(0),
        ratio.asDouble(Double.POSITIVE_INFINITY),
        parameters.get("allow_imgpad").asBoolean() ? Beyond.ALLOWED : Beyond.CLAMPED);
  }

  private static void applyProfile(PoseGrid poses, String profile) {
    int side = Integer.parseInt(profile.substring(2));
    if (profile.startsWith("KR")) {
      new Resize(new ResizeRule.ShortSide(side)).apply(poses);
      new CenterCrop(side).apply(poses);
    } else {
      new Resize(new ResizeRule.Exact(side, side)).apply(poses);
    }
  }

  private static GoldenVectors golden() {
    Optional<GoldenVectors> golden = GoldenVectors.find();
    assumeTrue(golden.isPresent(), "no ../shared/spec/golden beside the checkout: not compared");
    return golden.orElseThrow();
  }
}
