package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posestream.core.pose.PoseSequence;
import io.posestream.testkit.fixture.SharedFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

// The reference's volumes through the command, as its user would compare them.
class GoldenHeatmapCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double TOLERANCE = 1e-6;

  private final Path folder;

  GoldenHeatmapCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
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
        "o12_kp_56_sq_1p_T10_noscore"
      })
  void paintsTheReferencesVolume(String id) throws IOException {
    Path golden = SharedFolder.find("spec/golden");
    JsonNode manifest = manifest(golden, id);
    Path out = folder.resolve("v.npy");

    CommandRun run = CommandRun.of(arguments(manifest, clip(manifest, golden.resolve(id)), out));

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    JsonNode report = JSON.readTree(run.out());
    assertThat(ints(report.get("frame_inds"))).isEqualTo(ints(golden.resolve(id)));
    assertThat(report.get("img_shape_compact")).isEqualTo(manifest.get("img_shape_compact"));
    assertThat(report.get("img_shape_final")).isEqualTo(manifest.get("img_shape_final"));
    assertThat(report.get("volume_shape")).isEqualTo(manifest.get("volume").get("shape"));
    assertThat(NpyFile.read(out).shape()).isEqualTo(ints(report.get("volume_shape")));
    assertSame(NpyFile.read(out).values(), manifest, golden.resolve(id));
  }

  @Test
  void comparesEveryCase() throws IOException {
    JsonNode cases =
        JSON.readTree(SharedFolder.find("spec/golden/manifest.json").toFile()).get("cases");

    assertThat(cases).hasSize(12);
  }

  private static String[] arguments(JsonNode manifest, Path clip, Path out) {
    List<String> arguments = new ArrayList<>(List.of("heatmap", clip.toString(), "--json"));
    arguments.addAll(List.of("--out", out.toString()));
    boolean pyskl = manifest.get("codebase").asText().equals("pyskl");
    arguments.addAll(List.of("--dialect", pyskl ? "pyskl" : "mmaction"));
    boolean limb = manifest.get("stream").asText().equals("limb");
    arguments.addAll(List.of("--stream", limb ? "limb" : "joint"));
    arguments.addAll(List.of("--clip-len", manifest.get("clip_len").asText()));
    arguments.addAll(List.of("--num-clips", manifest.get("num_clips").asText()));
    if (manifest.get("double").asBoolean()) {
      arguments.add("--flip");
    }
    JsonNode resize = manifest.get("resize").get(0);
    JsonNode scale = resize.get("scale");
    boolean shortSide = resize.get("keep_ratio").asBoolean();
    arguments.addAll(
        List.of(
            "--resize", shortSide ? "short:" + scale.get(1) : scale.get(1) + "x" + scale.get(0)));
    arguments.addAll(List.of("--center-crop", manifest.path("center_crop").asText("none")));
    return arguments.toArray(String[]::new);
  }

  private Path clip(JsonNode manifest, Path golden) throws IOException {
    boolean scored = manifest.get("has_score").asBoolean();
    float[] coordinates = floats(golden.resolve("keypoint.f32"));
    PoseSequence poses =
        new PoseSequence(
            manifest.get("persons").asInt(),
            manifest.get("total_frames").asInt(),
            manifest.get("num_keypoints").asInt(),
            coordinates,
            scored ? floats(golden.resolve("score.f32")) : new float[coordinates.length / 2],
            manifest.get("img_shape").get(0).asInt(),
            manifest.get("img_shape").get(1).asInt());
    return ClipJson.write(
        poses,
        scored ? ClipJson.Scores.WRITTEN : ClipJson.Scores.LEFT_OUT,
        folder.resolve("clip.json"));
  }

  private static void assertSame(FloatBuffer painted, JsonNode manifest, Path golden)
      throws IOException {
    int present = manifest.get("volume").get("nnz").asInt();
    ByteBuffer sparse = unzipped(golden.resolve("volume.sparse.gz"));
    float[] expected = new float[painted.limit()];
    for (int i = 0; i < present; i++) {
      expected[sparse.getInt(4 * i)] = sparse.getFloat(4 * (present + i));
    }
    double worst = 0;
    int ghosts = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(expected[i] - painted.get(i)));
      // The reference rounds what lies below float32's normal range to 0.
      ghosts += expected[i] == 0 && painted.get(i) > Float.MIN_NORMAL ? 1 : 0;
    }
    assertThat(worst).isLessThanOrEqualTo(TOLERANCE);
    assertThat(ghosts).isZero();
  }

  private static JsonNode manifest(Path golden, String id) throws IOException {
    for (JsonNode entry : JSON.readTree(golden.resolve("manifest.json").toFile()).get("cases")) {
      if (entry.get("id").asText().equals(id)) {
        return entry;
      }
    }
    throw new IllegalArgumentException("expected a golden case in the manifest, got " + id);
  }

  private static int[] ints(Path golden) throws IOException {
    ByteBuffer bytes = littleEndian(Files.readAllBytes(golden.resolve("frame_inds.i32")));
    int[] values = new int[bytes.limit() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    Arrays.setAll(values, i -> array.get(i).asInt());
    return values;
  }

  private static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = littleEndian(Files.readAllBytes(file));
    float[] values = new float[bytes.limit() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static ByteBuffer unzipped(Path file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return littleEndian(in.readAllBytes());
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
