package io.posestream.onnx;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.posestream.core.model.ClassActivation;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.Sha256;
import io.posestream.onnx.session.OpenModels;
import io.posestream.onnx.session.SyntheticClip;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxActionModelTest {
  private final Path folder;

  OnnxActionModelTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void leavesNothingOpen() {
    assertThat(OpenModels.count()).isZero();
  }

  @Test
  void answersEachClipWithProbabilitiesAndAnActivationMap() {
    try (OnnxActionModel model = open(TinyBundle.read())) {
      List<ClipScores> answers = model.score(clips(3, model));

      assertThat(answers).hasSize(3);
      for (ClipScores answer : answers) {
        assertThat(sum(answer.probabilities())).isCloseTo(1, within(1e-5));
        assertThat(answer.activation()).map(ClassActivation::classes).contains(5);
      }
      assertThat(answers.get(0).probabilities()).isNotEqualTo(answers.get(1).probabilities());
    }
  }

  @Test
  void activationMapsAverageToTheLogitsUpToTheBias() throws Exception {
    Path joint = TinyBundle.onlyMember(folder, "joint");
    try (OnnxActionModel model = open(Bundle.read(joint))) {
      List<ClipScores> answers = model.score(clips(2, model));

      // Both clips have the same bias per class, so it drops out of the difference.
      double[] first = meanActivation(answers.get(0));
      double[] second = meanActivation(answers.get(1));
      double expected = (first[0] - first[1]) - (second[0] - second[1]);
      double found = logRatio(answers.get(0)) - logRatio(answers.get(1));
      assertThat(found).isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void scoresAClipToTheSameBitsAloneAndInABatch() {
    try (OnnxActionModel model = open(TinyBundle.read())) {
      List<PoseSequence> clips = clips(9, model);

      List<float[]> together = probabilities(model.score(clips));

      for (int i = 0; i < clips.size(); i++) {
        assertThat(probabilities(model.score(List.of(clips.get(i)))).get(0))
            .isEqualTo(together.get(i));
      }
    }
  }

  @Test
  void keepsTheOrderOfTheClips() {
    try (OnnxActionModel model = open(TinyBundle.read())) {
      List<PoseSequence> clips = clips(5, model);
      List<PoseSequence> reversed = new ArrayList<>(clips);
      Collections.reverse(reversed);

      List<float[]> forwards = probabilities(model.score(clips));
      List<float[]> backwards = probabilities(model.score(reversed));

      for (int i = 0; i < 5; i++) {
        assertThat(backwards.get(i)).isEqualTo(forwards.get(4 - i));
      }
    }
  }

  @Test
  void averagesTheMembers() throws Exception {
    Path jointFolder = TinyBundle.onlyMember(Files.createDirectory(folder.resolve("j")), "joint");
    Path limbFolder = TinyBundle.onlyMember(Files.createDirectory(folder.resolve("l")), "limb");
    try (OnnxActionModel both = open(TinyBundle.read());
        OnnxActionModel joint = open(Bundle.read(jointFolder));
        OnnxActionModel limb = open(Bundle.read(limbFolder))) {
      List<PoseSequence> clips = clips(4, both);
      for (PoseSequence clip : clips) {
        float[] mean = both.score(List.of(clip)).get(0).probabilities();
        float[] ofJoint = joint.score(List.of(clip)).get(0).probabilities();
        float[] ofLimb = limb.score(List.of(clip)).get(0).probabilities();

        assertThat(ofJoint).isNotEqualTo(ofLimb);
        for (int i = 0; i < mean.length; i++) {
          assertThat(mean[i]).isCloseTo((ofJoint[i] + ofLimb[i]) / 2, within(1e-7f));
        }
      }
    }
  }

  @Test
  void leavesProbabilitiesAsTheyAre() throws Exception {
    Path logits = TinyBundle.onlyMember(Files.createDirectory(folder.resolve("l")), "joint");
    Path raw = TinyBundle.onlyMember(Files.createDirectory(folder.resolve("p")), "joint");
    TinyBundle.change(raw, "    scores: logits", "    scores: probabilities");
    try (OnnxActionModel softmaxed = open(Bundle.read(logits));
        OnnxActionModel untouched = open(Bundle.read(raw))) {
      PoseSequence clip = clips(1, softmaxed).get(0);
      float[] expected = softmaxed.score(List.of(clip)).get(0).probabilities();
      float[] found = untouched.score(List.of(clip)).get(0).probabilities();

      double total = 0;
      for (float logit : found) {
        total += Math.exp(logit);
      }
      for (int i = 0; i < found.length; i++) {
        assertThat(Math.exp(found[i]) / total).isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  @Test
  void runsEachMemberOncePerClipHoweverManyPeople() {
    try (OnnxActionModel model = open(TinyBundle.read())) {
      assertThat(model.runs()).isZero();

      model.score(List.of(SyntheticClip.of(12, model.description())));

      assertThat(model.runs()).isEqualTo(2);
    }
  }

  @Test
  void runsManyViewsFewAtATime() {
    TinyBundle.onlyMember(folder, "joint");
    TinyBundle.change(folder, "num-clips: 1", "num-clips: 10");
    TinyBundle.change(folder, "flip: false", "flip: true");
    try (OnnxActionModel model = open(Bundle.read(folder))) {
      ClipScores answer = model.score(clips(1, model)).get(0);

      assertThat(model.runs()).isEqualTo(5);
      assertThat(sum(answer.probabilities())).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void acceptsNoClips() {
    try (OnnxActionModel model = open(TinyBundle.read())) {
      assertThat(model.score(List.of())).isEmpty();
      assertThat(model.runs()).isZero();
    }
  }

  @Test
  void rejectsAClipOfAnotherLength() {
    try (OnnxActionModel model = open(TinyBundle.read())) {
      PoseSequence clip = new PoseSequence(0, 7, 17, new float[0], new float[0], 480, 640);

      assertThatThrownBy(() -> model.score(List.of(clip)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 8 sampled frames")
          .hasMessageContaining("got 7");
    }
  }

  @Test
  void rejectsAClipWhoseVolumeTheNetworkDoesNotTake() {
    TinyBundle.changed(folder, "resize: 16x16", "resize: short:16");
    TinyBundle.change(folder, "allow-imgpad: true", "allow-imgpad: false");
    try (OnnxActionModel model = open(Bundle.read(folder))) {
      PoseSequence wide = wideClip();

      assertThatThrownBy(() -> model.score(List.of(wide)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "member joint: expected volumes of input.shape [-1, 17, 8, 16, 16], the preprocessing"
                  + " gives [1, 17, 8, 16, ");
      assertThat(model.score(clips(1, model))).hasSize(1);
    }
  }

  @Test
  void anErrorOfTheRuntimeNamesModelAndDevice() throws Exception {
    // one_size.onnx (mean over joints and frames, flatten, 256 x 5) declares any height and width
    // but can compute 16 x 16 only.
    TinyBundle.onlyMember(folder, "limb");
    Path file = folder.resolve("tiny_limb.onnx");
    String sha256 = Sha256.of(file);
    Files.copy(Path.of("src/test/resources/one_size.onnx"), file, REPLACE_EXISTING);
    TinyBundle.change(folder, sha256, Sha256.of(file));
    TinyBundle.change(folder, "17, 8, 16, 16]", "17, 8, -1, -1]");
    TinyBundle.change(folder, "resize: 16x16", "resize: short:16");
    TinyBundle.change(folder, "allow-imgpad: true", "allow-imgpad: false");
    try (OnnxActionModel model = open(Bundle.read(folder))) {
      assertThatThrownBy(() -> model.score(List.of(wideClip())))
          .isInstanceOf(ModelFailedException.class)
          .hasMessageStartingWith("model tiny 0.1.0 on cpu failed: ")
          .hasCauseInstanceOf(OrtException.class);
      assertThat(model.score(clips(1, model))).hasSize(1);
    }
  }

  @Test
  void handlesOfOneBundleShareASessionUntilTheLastOneCloses() {
    OnnxActionModel first = open(TinyBundle.read());
    OnnxActionModel second = open(TinyBundle.read());
    assertThat(OpenModels.count()).isEqualTo(1);

    first.close();
    first.close();
    assertThat(second.score(clips(1, second))).hasSize(1);
    second.close();

    assertThat(OpenModels.count()).isZero();
    try (OnnxActionModel reopened = open(TinyBundle.read())) {
      assertThat(reopened.score(clips(1, reopened))).hasSize(1);
    }
  }

  @Test
  void anotherManifestOpensAnotherSession() {
    TinyBundle.changed(folder, "sigma: 0.6", "sigma: 0.7");
    try (OnnxActionModel first = open(TinyBundle.read());
        OnnxActionModel second = open(Bundle.read(folder))) {
      assertThat(second.description()).isNotEqualTo(first.description());
      assertThat(OpenModels.count()).isEqualTo(2);
    }
  }

  @Test
  void refusesToScoreOnceClosed() {
    OnnxActionModel model = open(TinyBundle.read());
    List<PoseSequence> clips = clips(1, model);
    model.close();

    assertThatThrownBy(() -> model.score(clips))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model tiny is closed");
  }

  @Test
  void manyThreadsGetTheAnswersOfOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (OnnxActionModel model = open(TinyBundle.read())) {
      List<PoseSequence> clips = clips(50, model);
      List<float[]> expected = probabilities(model.score(clips));
      Callable<List<float[]>> oneByOne =
          () ->
              clips.stream()
                  .map(clip -> model.score(List.of(clip)).get(0).probabilities())
                  .toList();

      List<Future<List<float[]>>> answers = threads.invokeAll(Collections.nCopies(8, oneByOne));

      for (Future<List<float[]>> answer : answers) {
        for (int i = 0; i < clips.size(); i++) {
          assertThat(answer.get().get(i)).isEqualTo(expected.get(i));
        }
      }
      assertThat(model.runs()).isEqualTo(2 * 50 * 9);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void closesBetweenTheCallsOfOtherThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    OnnxActionModel model = open(TinyBundle.read());
    List<PoseSequence> clips = clips(20, model);
    Callable<Void> untilClosed =
        () -> {
          while (true) {
            model.score(clips);
          }
        };
    Future<Void> first = threads.submit(untilClosed);
    Future<Void> second = threads.submit(untilClosed);
    while (model.runs() < 100) {
      Thread.onSpinWait();
    }

    model.close();

    for (Future<Void> call : List.of(first, second)) {
      assertThatThrownBy(call::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("model tiny is closed");
    }
    threads.shutdownNow();
  }

  private static OnnxActionModel open(Bundle bundle) {
    return OnnxActionModel.open(bundle, TinyBundle.ON_CPU);
  }

  private static List<PoseSequence> clips(int count, OnnxActionModel model) {
    return TinyBundle.clips(count, model.description());
  }

  /** People at both ends of a wide, low image: their box cannot be square inside it. */
  private static PoseSequence wideClip() {
    float[] coordinates = new float[2 * 8 * 17];
    float[] scores = new float[8 * 17];
    for (int i = 0; i < scores.length; i++) {
      coordinates[2 * i] = i % 2 == 0 ? 10 : 1900;
      coordinates[2 * i + 1] = 10 + i % 17;
      scores[i] = 1;
    }
    return new PoseSequence(1, 8, 17, coordinates, scores, 100, 2000);
  }

  private static List<float[]> probabilities(List<ClipScores> answers) {
    return answers.stream().map(ClipScores::probabilities).toList();
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static double logRatio(ClipScores answer) {
    return Math.log(answer.probabilities()[0]) - Math.log(answer.probabilities()[1]);
  }

  private static double[] meanActivation(ClipScores answer) {
    ClassActivation activation = answer.activation().orElseThrow();
    double[] mean = new double[activation.classes()];
    int cells = activation.frames() * activation.height() * activation.width();
    for (int label = 0; label < mean.length; label++) {
      for (int cell = 0; cell < cells; cell++) {
        int row = cell / activation.width();
        mean[label] +=
            activation.at(
                    label,
                    row / activation.height(),
                    row % activation.height(),
                    cell % activation.width())
                / (double) cells;
      }
    }
    return mean;
  }
}
