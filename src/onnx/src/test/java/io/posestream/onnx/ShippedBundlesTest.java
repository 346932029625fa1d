package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.heatmap.ViewAverage;
import io.posestream.core.model.ActionLabel;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** The bundle that ships, against the outputs recorded where it was trained. */
class StarterBundleTest {
  private static final float TOLERANCE = 1e-4f;
  private static final int EXAMPLES = 5;

  private final Path folder =
      ReferenceFiles.requirePresent(ReferenceFiles.repository().resolve("models/actions-starter"));

  @Test
  void opensAndScores() {
    Bundle bundle = Bundle.read(folder);
    try (OnnxActionModel model = OnnxActionModel.open(bundle, TinyBundle.ON_CPU)) {
      assertThat(model.description().labels())
          .hasSize(30)
          .extracting(ActionLabel::name)
          .contains("fall");
      assertThat(model.score(List.of(SyntheticClip.of(2, model.description())))).hasSize(1);
    }
  }

  @Test
  void returnsTheRecordedLogitsMapsAndProbabilities(TestReporter reporter) throws Exception {
    Path examples =
        ReferenceFiles.requirePresent(
            ReferenceFiles.repository().resolveSibling("shared/models/starter/examples.npz"));
    float[] volumes = ReferenceFiles.npz(examples, "keypoint_heatmaps");
    FloatBuffer input = ReferenceFiles.direct(volumes.length).put(volumes).flip();

    BundleMember member = Bundle.read(folder).members().get(0);
    List<FloatTensor> found;
    try (VolumeSession session =
        VolumeSession.open(member.model().path(), Device.CPU, TinyBundle.ON_CPU)) {
      TensorShape shape = TensorShape.of(EXAMPLES, 17, 16, 48, 48);
      found = session.run(member.inputName(), input, shape, List.of("logits", "cam"));
    }

    float[] logits = ReferenceFiles.npz(examples, "logits");
    float[] cam = ReferenceFiles.npz(examples, "cam");
    assertClose(reporter, "logits", ReferenceFiles.array(found.get(0)), logits);
    assertClose(reporter, "cam", ReferenceFiles.array(found.get(1)), cam);
    assertClose(
        reporter, "probabilities", softmax(found.get(0)), ReferenceFiles.npz(examples, "probs"));
  }

  @Test
  void timesItself(TestReporter reporter) throws Exception {
    ModelCheck check = ModelCheck.run(Bundle.read(folder), TinyBundle.ON_CPU, 20);

    reporter.publishEntry("timing", check.stages() + " " + check.members());
    assertThat(check.members().get(0).bytes()).isEqualTo(Files.size(folder.resolve("model.onnx")));
  }

  private static float[] softmax(FloatTensor logits) {
    int classes = Math.toIntExact(logits.shape().dimension(1));
    float[] probabilities = new float[EXAMPLES * classes];
    for (int i = 0; i < EXAMPLES; i++) {
      float[] row = ViewAverage.probabilities(logits.values(), i * classes, 1, classes);
      System.arraycopy(row, 0, probabilities, i * classes, classes);
    }
    return probabilities;
  }

  private static void assertClose(
      TestReporter reporter, String name, float[] found, float[] expected) {
    float difference = ReferenceFiles.largestDifference(found, expected);
    reporter.publishEntry(name, "max |diff| " + difference);
    assertThat(difference).as(name).isLessThanOrEqualTo(TOLERANCE);
  }
}
