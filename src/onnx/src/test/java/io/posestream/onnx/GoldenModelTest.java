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
import io.posestream.onnx.session.VolumeSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The networks of PoseC3D against the logits that the reference recorded for them.
 *
 * <p>The ONNX files are made by models/export/export_golden.py; the tolerance of 1e-4 is about
 * twenty times what the reference itself differs between float and double.
 */
class GoldenModelTest {
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest
  @ValueSource(strings = {"slowonly", "x3d_shallow", "c3d_light"})
  void returnsTheRecordedLogits(String name, TestReporter reporter) throws Exception {
    Path golden = goldenFolder();
    Path model = ReferenceFiles.requirePresent(golden.resolve(name + ".onnx"));
    Path cases = ReferenceFiles.requirePresent(golden.resolve(name + ".json"));
    Path recorded =
        ReferenceFiles.requirePresent(
            ReferenceFiles.repository().resolveSibling("shared/spec/model"));

    try (VolumeSession session = VolumeSession.open(fileOf(model), Device.CPU, TinyBundle.ON_CPU)) {
      for (JsonNode each : new ObjectMapper().readTree(cases.toFile()).get("cases")) {
        float[] expected = ReferenceFiles.floats(recorded.resolve(each.get("logits").asText()));
        float[] found = run(session, each, recorded);
        float difference = ReferenceFiles.largestDifference(found, expected);
        reporter.publishEntry(each.get("name").asText(), "max |diff| " + difference);
        assertThat(difference).as(each.get("name").asText()).isLessThanOrEqualTo(TOLERANCE);
      }
    }
  }

  private static Path goldenFolder() {
    Path models = ReferenceFiles.repository().resolve("models");
    Path here = models.resolve("export/target/golden");
    return Files.exists(here) ? here : models.resolve("target/golden");
  }

  private static ModelFile fileOf(Path model) throws IOException {
    return new ModelFile(model, Sha256.of(model), "fp32", Processor.ANY, ModelInput.HEATMAPS);
  }

  private static float[] run(VolumeSession session, JsonNode each, Path recorded) throws Exception {
    List<Long> shape = new ArrayList<>();
    each.get("shape").forEach(size -> shape.add(size.asLong()));
    int size = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    FloatBuffer volumes = ReferenceFiles.direct(size);
    if (!each.get("input").isNull()) {
      ReferenceFiles.readSparse(recorded.resolve(each.get("input").asText()), volumes);
    }
    String input = session.inputs().keySet().iterator().next();
    return ReferenceFiles.array(
        session
            .run(List.of(new FloatInput(input, volumes, new TensorShape(shape))), List.of("logits"))
            .get(0));
  }
}
