package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.Crowd;
import io.posestream.core.model.Crowd.Group;
import io.posestream.core.model.Heads;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.ModelFile;
import io.posestream.onnx.bundle.ModelInput;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A small random network with heads, whose answers {@code train.shipping.crowd_bundle --tiny} gave,
 * and the files that {@code python3 -m optimize} makes of it.
 */
class CrowdModelTest {
  private static final Path FOLDER = Path.of("src/test/resources/tiny-crowd");
  private static final float TOLERANCE = 1e-5f;

  @SuppressWarnings("NullAway.Init") // Opened before each test.
  private OnnxActionModel model;

  @SuppressWarnings("NullAway.Init") // Read before each test.
  private JsonNode expected;

  @BeforeEach
  void open() throws IOException {
    model = OnnxActionModel.open(Bundle.read(FOLDER), TinyBundle.ON_CPU);
    expected = new ObjectMapper().readTree(FOLDER.resolve("crowd.json").toFile());
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static Group person(int row) {
    return new Group(Scope.PERSON, List.of(row));
  }

  private static Group pair(int one, int other) {
    return new Group(Scope.PAIR, List.of(one, other));
  }

  private PoseSequence poses() {
    JsonNode keypoints = expected.get("keypoint");
    int persons = keypoints.size();
    int frames = keypoints.get(0).size();
    float[] coordinates = new float[2 * persons * frames * 17];
    float[] scores = new float[persons * frames * 17];
    for (int i = 0; i < scores.length; i++) {
      int joint = i % 17;
      int frame = i / 17 % frames;
      int person = i / 17 / frames;
      JsonNode point = keypoints.get(person).get(frame).get(joint);
      coordinates[2 * i] = (float) point.get(0).asDouble();
      coordinates[2 * i + 1] = (float) point.get(1).asDouble();
      scores[i] =
          (float) expected.get("keypoint_score").get(person).get(frame).get(joint).asDouble();
    }
    int height = expected.get("img_shape").get(0).asInt();
    int width = expected.get("img_shape").get(1).asInt();
    return new PoseSequence(persons, frames, 17, coordinates, scores, height, width);
  }

  private List<ClipScores> answers(Group... groups) {
    return answersOf(model, groups);
  }

  private List<ClipScores> answersOf(OnnxActionModel asked, Group... groups) {
    return asked.scoreCrowds(List.of(new Crowd(poses(), List.of(groups)))).get(0);
  }

  private void assertAnswer(ClipScores found, String part, int row) {
    assertAnswer(found, part, row, TOLERANCE);
  }

  private void assertAnswer(ClipScores found, String part, int row, float tolerance) {
    float[] probabilities = found.probabilities();
    for (int label = 0; label < probabilities.length; label++) {
      assertThat(probabilities[label])
          .isCloseTo((float) expected.get(part).get(row).get(label).asDouble(), within(tolerance));
    }
  }

  @Test
  void saysThatItAnswersEach() {
    assertThat(model.description().heads()).isEqualTo(Heads.EACH);
  }

  @Test
  void answersSceneEveryPersonAndEveryPairInOneRunAsItWasTrained() {
    List<ClipScores> found =
        answers(
            new Group(Scope.SCENE, List.of()),
            person(0),
            person(1),
            person(2),
            pair(0, 1),
            pair(0, 2),
            pair(1, 2));

    assertThat(model.runs()).isEqualTo(1);
    assertAnswer(found.get(0), "scenes", 0);
    for (int row = 0; row < 3; row++) {
      assertAnswer(found.get(1 + row), "persons", row);
      assertAnswer(found.get(4 + row), "pairs", row);
    }
  }

  @Test
  void answersInTheOrderInWhichItIsAsked() {
    List<ClipScores> found = answers(pair(1, 2), person(2), pair(1, 0), person(0));

    assertAnswer(found.get(0), "pairs", 2);
    assertAnswer(found.get(1), "persons", 2);
    assertAnswer(found.get(2), "pairs", 0);
    assertAnswer(found.get(3), "persons", 0);
  }

  @Test
  void answersAPlainClipWithTheHeadOfTheScene() {
    assertAnswer(model.score(List.of(poses())).get(0), "scenes", 0);
  }

  @Test
  void answersWithoutHeadsGiveEachGroupARun() {
    try (OnnxActionModel plain = OnnxActionModel.open(TinyBundle.read(), TinyBundle.ON_CPU)) {
      plain.scoreCrowds(List.of(new Crowd(poses(), List.of(person(0), pair(1, 2)))));

      // Two groups, and two networks in the bundle.
      assertThat(plain.runs()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fp16, gpu, heatmaps, 1e-3",
    "fp32, gpu, keypoints, 1e-5",
    "fp16, gpu, keypoints, 1e-3",
    "int8, cpu, heatmaps, 1e-2"
  })
  void everyFileOfTheNetworkAnswersAlike(
      String precision, String device, String input, float tolerance, @TempDir Path folder) {
    String kind = "precision: %s, device: %%s, input: %s".formatted(precision, input);
    TinyBundle.copy(FOLDER, folder);
    TinyBundle.change(folder, kind.formatted(device), kind.formatted("cpu"));
    OnnxOptions options = TinyBundle.ON_CPU.withPrecision(precision);

    try (OnnxActionModel variant = OnnxActionModel.open(Bundle.read(folder), options)) {
      List<ClipScores> found =
          answersOf(variant, new Group(Scope.SCENE, List.of()), person(1), pair(2, 0));

      assertThat(variant.description().precision()).isEqualTo(precision);
      assertThat(variant.description().sha256()).isNotEqualTo(model.description().sha256());
      assertThat(variant.runs()).isEqualTo(1);
      assertAnswer(found.get(0), "scenes", 0, tolerance);
      assertAnswer(found.get(1), "persons", 1, tolerance);
      assertAnswer(found.get(2), "pairs", 1, tolerance);
      assertAnswer(variant.score(List.of(poses())).get(0), "scenes", 0, tolerance);
    }
  }

  @Test
  void aGpuGetsTheGraphThatPaintsInThePrecisionThatIsAskedFor() {
    ModelFile file =
        Bundle.read(FOLDER).withPrecision("fp16").on(Device.CUDA).members().get(0).model();

    assertThat(file.precision()).isEqualTo("fp16");
    assertThat(file.input()).isEqualTo(ModelInput.KEYPOINTS);
  }

  @Test
  void refusesAFileThatDoesNotPaint(@TempDir Path folder) {
    TinyBundle.copy(FOLDER, folder);
    TinyBundle.change(folder, "device: gpu, input: heatmaps", "device: cpu, input: keypoints");
    OnnxOptions options = TinyBundle.ON_CPU.withPrecision("fp16");

    assertThatThrownBy(() -> OnnxActionModel.open(Bundle.read(folder), options).close())
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(".onnx: expected a model with 2 inputs");
  }

  @Test
  void refusesHeadsThatTheNetworkLacks(@TempDir Path folder) {
    TinyBundle.copy(FOLDER, folder);
    TinyBundle.change(folder, "persons: person_logits", "persons: nobody");

    assertThatThrownBy(() -> OnnxActionModel.open(Bundle.read(folder), TinyBundle.ON_CPU))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("heads.persons: expected one of the model's names");
  }

  @Test
  void refusesHeadsWithBatches(@TempDir Path folder) {
    TinyBundle.copy(FOLDER, folder);
    TinyBundle.change(folder, "shape: [1, 17", "shape: [-1, 17");

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("expected a batch of 1, where there are heads");
  }
}
