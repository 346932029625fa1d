package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posestream.onnx.batch.FloatInput;
import io.posestream.onnx.bundle.ModelFile;
import io.posestream.onnx.bundle.ModelInput;
import io.posestream.onnx.bundle.Processor;
import io.posestream.onnx.bundle.Sha256;
import io.posestream.onnx.bundle.TensorShape;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.session.FloatTensor;
import io.posestream.onnx.session.VolumeSession;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reduced RGBPose-Conv3D against the logits that the reference recorded, from tensors and from
 * pictures.
 *
 * <p>The ONNX file is made by models/export/export_golden_rgbpose.py.
 */
class GoldenRgbPoseTest {
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "r1_64_16",
        "r2_96_24",
        "r3_zero_64_16",
        "r4_black_64_16",
        "r5_72x104_18x26",
        "r6_case_p1",
        "r7_case_p2",
        "r8_case_p6_10clips"
      })
  void returnsTheRecordedLogitsOfBothHeads(String name, TestReporter reporter) throws Exception {
    assertRecorded(name, "rgbpose.onnx", reporter);
  }

  // Of 4-D convolutions, by optimize.rewrite.
  @ParameterizedTest
  @ValueSource(strings = {"r1_64_16", "r5_72x104_18x26", "r7_case_p2"})
  void soDoesItsVariantForCpus(String name, TestReporter reporter) throws Exception {
    assertRecorded(name, "rgbpose.cpu.onnx", reporter);
  }

  private static void assertRecorded(String name, String onnx, TestReporter reporter)
      throws Exception {
    Path spec =
        ReferenceFiles.requirePresent(
            ReferenceFiles.repository().resolveSibling("shared/spec/rgbpose"));
    Path file =
        ReferenceFiles.requirePresent(
            ReferenceFiles.repository().resolve("models/target/golden/" + onnx));
    JsonNode each = named(name, spec);
    FloatInput heatmaps = input("keypoint_heatmaps", each.get("pose_shape"));
    FloatInput pictures = input("pictures", each.get("rgb_shape"));
    fill(each, spec, heatmaps.values(), pictures.values());
    ModelFile model =
        new ModelFile(file, Sha256.of(file), "fp32", Processor.ANY, ModelInput.HEATMAPS);

    try (VolumeSession session = VolumeSession.open(model, Device.CPU, TinyBundle.ON_CPU)) {
      List<FloatTensor> found =
          session.run(List.of(heatmaps, pictures), List.of("logits_rgb", "logits_pose"));

      assertClose(found.get(0), name + ".logits_rgb.f32", spec, reporter);
      assertClose(found.get(1), name + ".logits_pose.f32", spec, reporter);
    }
  }

  private static void assertClose(
      FloatTensor found, String recorded, Path spec, TestReporter reporter) throws Exception {
    float[] expected = ReferenceFiles.floats(spec.resolve("model").resolve(recorded));
    float difference = ReferenceFiles.largestDifference(ReferenceFiles.array(found), expected);
    reporter.publishEntry(recorded, "max |diff| " + difference);
    assertThat(difference).as(recorded).isLessThanOrEqualTo(TOLERANCE);
  }

  private static JsonNode named(String name, Path spec) throws Exception {
    JsonNode manifest = new ObjectMapper().readTree(spec.resolve("manifest.json").toFile());
    for (JsonNode each : manifest.get("model").get("cases")) {
      if (each.get("name").asText().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException("expected a case of the manifest, got " + name);
  }

  private static FloatInput input(String name, JsonNode shape) {
    long[] sizes = new long[shape.size()];
    int values = 1;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = shape.get(i).asLong();
      values *= shape.get(i).asInt();
    }
    return new FloatInput(name, ReferenceFiles.direct(values), TensorShape.of(sizes));
  }

  private static void fill(JsonNode each, Path spec, FloatBuffer heatmaps, FloatBuffer pictures)
      throws Exception {
    String recorded = each.get("name").asText();
    Path volume = spec.resolve("model").resolve(recorded + ".input_pose.sparse.gz");
    if (each.has("pre_case")) {
      new RecordedPictures(spec, each.get("pre_case").asText()).paint(heatmaps, pictures);
    } else if (Files.exists(volume)) {
      ReferenceFiles.readSparse(volume, heatmaps);
      pictures.put(
          0,
          ReferenceFiles.unzippedFloats(
              spec.resolve("model").resolve(recorded + ".input_rgb.f32.gz")));
    } else if (each.has("rgb_fill")) {
      int plane = pictures.limit() / 3;
      for (int i = 0; i < pictures.limit(); i++) {
        pictures.put(i, (float) each.get("rgb_fill").get(i / plane).asDouble());
      }
    }
  }
}
