package io.posestream.core.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.heatmap.VolumeShape;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.UniformSampler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

// The reference's results with pictures, byte by byte; skipped where they are not at hand.
class GoldenPicturesTest {
  private static final double TOLERANCE = 1e-6;

  static Stream<String> cases() {
    return Stream.of(
        "p1_320x240_1p_T48",
        "p2_640x360_2p_border_T90",
        "p3_160x120_1p_T20_10clips",
        "p4_512x512_too_small_T100",
        "p5_320x240_ann600x450_noscore_T33",
        "p6_96x64_all_sides_T7_10clips",
        "p7_960x540_3p_T140",
        "p8_320x240_corner_T70");
  }

  @Test
  void comparesEveryCase() {
    List<String> ids = new ArrayList<>();
    GoldenPictures.manifest()
        .get("pre")
        .get("cases")
        .forEach(entry -> ids.add(entry.get("id").asText()));

    assertThat(cases()).containsExactlyElementsOf(ids);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void samplesTheSameFramesForPosesAndPictures(String id) {
    GoldenCase golden = GoldenPictures.named(id);

    int[] poses = golden.preprocessing().sample(golden.totalFrames());
    int[] pictures = golden.preprocessing().samplePictures(golden.totalFrames());

    assertThat(poses).isEqualTo(golden.ints("pose_inds.i32"));
    assertThat(pictures).isEqualTo(golden.ints("rgb_inds.i32"));
  }

  @Test
  void samplesEveryRowOfTheTable() {
    JsonNode table = GoldenPictures.json("pre/sampler_table_mm.json");
    assertThat(table.size()).isEqualTo(76);

    for (JsonNode row : table) {
      int frames = row.get("total_frames").asInt();
      int clips = row.get("num_clips").asInt();
      assertThat(UniformSampler.sample(Dialect.MMACTION2, frames, 8, clips))
          .isEqualTo(ints(row.get("rgb_inds")));
      assertThat(UniformSampler.sample(Dialect.MMACTION2, frames, 32, clips))
          .isEqualTo(ints(row.get("pose_inds")));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void movesThePosesToTheSameBits(String id) {
    GoldenCase golden = GoldenPictures.named(id);
    VolumeBuilder builder = golden.builder();
    float[] decoded = new float[golden.floats("kp_decoded.f32").length];
    golden.decoded().copyCoordinatesTo(decoded);

    builder.prepare(golden.decoded());

    assertThat(decoded).isEqualTo(golden.floats("kp_decoded.f32"));
    assertThat(builder.compactCoordinates()).isEqualTo(golden.floats("kp_compact.f32"));
    assertThat(builder.finalCoordinates()).isEqualTo(golden.floats("kp_final.f32"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void findsTheSameBox(String id) {
    GoldenCase golden = GoldenPictures.named(id);
    VolumeBuilder builder = golden.builder();

    builder.prepare(golden.decoded());

    assertThat(builder.pictureBox()).isEqualTo(golden.box());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void paintsTheSameHeatmaps(String id) {
    GoldenCase golden = GoldenPictures.named(id);
    VolumeBuilder builder = golden.builder();
    VolumeShape shape = builder.prepare(golden.decoded()).volume();
    FloatBuffer painted = FloatBuffer.allocate((int) shape.size());

    builder.paint(painted, 0);

    JsonNode views = golden.manifest().get("files").get("heatmap.sparse.gz").get("clips");
    float[] expected = new float[views.size() * shape.viewSize()];
    ByteBuffer sparse = golden.heatmaps();
    int count = sparse.limit() / 8;
    for (int i = 0; i < count; i++) {
      expected[sparse.getInt(4 * i)] = sparse.getFloat(4 * (count + i));
    }
    assertThat(worst(painted, expected, views, shape.viewSize())).isLessThanOrEqualTo(TOLERANCE);
  }

  private static double worst(FloatBuffer painted, float[] expected, JsonNode views, int size) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      int view = views.get(i / size).asInt();
      float found = painted.get(view * size + i % size);
      worst = Math.max(worst, Math.abs((double) found - expected[i]));
    }
    return worst;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void cutsTheSameBytes(String id) {
    GoldenCase golden = GoldenPictures.named(id);
    PictureBox box = golden.box();
    // To its own size a box is cut without being mixed.
    PictureResize cut = new PictureResize(box.width(), box.height());
    byte[] bytes = new byte[3 * box.width() * box.height()];
    List<PixelImage> images = golden.clip().images();

    for (int slot = 0; slot < images.size(); slot++) {
      cut.resize(images.get(slot), box, bytes);
      assertThat(GoldenPictures.sha256(ByteBuffer.wrap(bytes)))
          .isEqualTo(golden.manifest().get("resized").get(slot).get("sha256_crop").asText());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resizesToTheSameBytes(String id) {
    GoldenCase golden = GoldenPictures.named(id);
    PictureResize resize = new PictureResize(256, 256);
    byte[] bytes = new byte[3 * 256 * 256];
    List<PixelImage> images = golden.clip().images();
    assertThat(images).hasSize(golden.manifest().get("resized").size());

    for (int slot = 0; slot < images.size(); slot++) {
      resize.resize(images.get(slot), golden.box(), bytes);
      assertThat(GoldenPictures.sha256(ByteBuffer.wrap(bytes)))
          .isEqualTo(golden.manifest().get("resized").get(slot).get("sha256_rgb").asText());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void paintsTheSameTensor(String id) {
    GoldenCase golden = GoldenPictures.named(id);
    int clips = golden.manifest().get("num_clips").asInt();
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * clips * GoldenCase.PICTURES.viewSize())
            .order(ByteOrder.LITTLE_ENDIAN);

    new PicturePainter(GoldenCase.PICTURES)
        .paint(golden.clip(), golden.box(), bytes.asFloatBuffer(), 0);

    assertThat(GoldenPictures.sha256(bytes))
        .isEqualTo(golden.manifest().get("rgb").get("dense_sha256_f32le").asText());
  }

  @Test
  void mixesEveryAxisAsTheTableSays() {
    JsonNode table = GoldenPictures.json("pre/resize_taps.json");
    assertThat(table.size()).isEqualTo(22);

    for (JsonNode row : table) {
      int source = row.get("src").asInt();
      int target = row.get("dst").asInt();
      assertTaps(new ResizeTaps(source, target, ResizeTaps.Edge.WHOLE), row.get("x"));
      assertTaps(new ResizeTaps(source, target, ResizeTaps.Edge.SPLIT), row.get("y"));
    }
  }

  private static void assertTaps(ResizeTaps taps, JsonNode axis) {
    ByteBuffer bytes = ByteBuffer.allocate(16 * taps.low.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < taps.low.length; i++) {
      bytes.putInt(taps.low[i]).putInt(taps.high[i]);
      bytes.putInt(taps.lowShare[i]).putInt(taps.highShare[i]);
    }
    assertThat(GoldenPictures.sha256(bytes.flip())).isEqualTo(axis.get("sha256_int32le").asText());
  }

  @Test
  void normalisesEveryByteAsTheTableSays() {
    GoldenCase tables =
        new GoldenCase(GoldenPictures.manifest(), GoldenPictures.folder().resolve("pre"));
    float[] expected = tables.floats("norm_lut.f32");
    float[] found = new float[3 * 256];
    for (int i = 0; i < found.length; i++) {
      found[i] = GoldenCase.PICTURES.normalised(i % 256, i / 256);
    }

    assertThat(found).isEqualTo(expected);
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }
}
