package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ClassActivation;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.Scope;
import io.posestream.core.sampling.FrameSampling;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.ModelFile;
import io.posestream.onnx.bundle.Processor;
import io.posestream.onnx.check.ModelCheck;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.session.SyntheticClip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundles that ship: that they open, and that their maps tell what their scores tell. */
class ShippedBundlesTest {
  private static final float TOLERANCE = 1e-3f;

  @ParameterizedTest
  @ValueSource(strings = {"actions-slim", "actions-crowd", "scenes-slim"})
  void openAndScore(String name) {
    try (OnnxActionModel model = open(name)) {
      assertThat(model.description().name()).isEqualTo(name);
      assertThat(model.score(List.of(SyntheticClip.of(2, model.description())))).hasSize(1);
    }
  }

  @Test
  void actionsAreMeantForPersonsAndPairs() {
    assertThat(Bundle.read(folder("actions-slim")).description().labels())
        .hasSize(31)
        .contains(new ActionLabel("fall", Set.of(Scope.PERSON, Scope.SCENE)))
        .contains(new ActionLabel("fight", Set.of(Scope.SCENE)));
  }

  @Test
  void aPersonWhoIsDownInASceneIsAFallOfAPerson() {
    assertThat(Bundle.read(folder("scenes-slim")).description().labels())
        .contains(new ActionLabel("person_down", Set.of(Scope.SCENE), Set.of("fall")));
  }

  @Test
  void recordedClipsOfActionsAreTakenEvenlyOverTheirTime() {
    Preprocessing preprocessing = Bundle.read(folder("actions-slim")).description().preprocessing();

    assertThat(preprocessing.sampling()).isEqualTo(FrameSampling.TIME_UNIFORM);
    assertThat(preprocessing.sample(7)).isSorted().startsWith(0).endsWith(6);
  }

  @Test
  void activitiesAreMeantForScenes() {
    assertThat(Bundle.read(folder("scenes-slim")).description().labels())
        .hasSize(9)
        .allSatisfy(label -> assertThat(label.scopes()).containsExactly(Scope.SCENE));
  }

  /**
   * The head is a mean and a linear layer: logit = mean of the map + a bias of the class. Of scenes
   * the maps show only a part: what the branch adds has no place.
   */
  @Test
  void mapsTellWhatTheScoresTell() {
    try (OnnxActionModel model = open("actions-slim")) {
      ClipScores one = score(model, 1);
      ClipScores three = score(model, 3);
      int classes = model.description().labels().size();
      for (int label = 1; label < classes; label++) {
        assertThat(logOdds(one, label) - logOdds(three, label))
            .isCloseTo(meanOdds(one, label) - meanOdds(three, label), within(TOLERANCE));
      }
    }
  }

  @Test
  void timesTheFileMadeForTheCpu(TestReporter reporter) throws IOException {
    Bundle bundle = Bundle.read(folder("actions-slim"));

    ModelCheck check = ModelCheck.run(bundle, TinyBundle.ON_CPU, 20);

    reporter.publishEntry("timing", check.stages() + " " + check.members());
    ModelFile opened = bundle.on(Device.CPU).members().get(0).model();
    assertThat(opened.processor()).isEqualTo(Processor.CPU);
    assertThat(check.members().get(0).bytes()).isEqualTo(opened.bytes());
  }

  private static ClipScores score(OnnxActionModel model, int persons) {
    return model.score(List.of(SyntheticClip.of(persons, model.description()))).get(0);
  }

  private static float logOdds(ClipScores scores, int label) {
    float[] probabilities = scores.probabilities();
    return (float) (Math.log(probabilities[label]) - Math.log(probabilities[0]));
  }

  private static float meanOdds(ClipScores scores, int label) {
    ClassActivation map = scores.activation().orElseThrow();
    return mean(map, label) - mean(map, 0);
  }

  private static float mean(ClassActivation map, int label) {
    double sum = 0;
    for (int t = 0; t < map.frames(); t++) {
      for (int y = 0; y < map.height(); y++) {
        for (int x = 0; x < map.width(); x++) {
          sum += map.at(label, t, y, x);
        }
      }
    }
    return (float) (sum / (map.frames() * map.height() * map.width()));
  }

  private static OnnxActionModel open(String name) {
    return OnnxActionModel.open(Bundle.read(folder(name)), TinyBundle.ON_CPU);
  }

  private static Path folder(String name) {
    return ReferenceFiles.repository().resolve("models").resolve(name);
  }
}
