package io.posestream.onnx.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.TinyBundle;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberContractTest {
  private final Path folder;

  MemberContractTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void leavesNothingOpen() {
    assertThat(OpenModels.count()).isZero();
  }

  @Test
  void rejectsAnotherInputName() {
    TinyBundle.changed(folder, "name: keypoint_heatmaps", "name: heat");

    assertOpenFails(
        "member joint: input.name: expected one of the model's names [keypoint_heatmaps], got"
            + " \"heat\"");
  }

  @Test
  void rejectsAnotherInputShape() {
    TinyBundle.changed(folder, "17, 8, 16, 16]", "17, 8, 16, 24]");

    assertOpenFails(
        "member joint: input.shape: expected the model's [-1, 17, 8, 16, 16], got [-1, 17, 8, 16,"
            + " 24]");
  }

  @Test
  void rejectsAFreeDimensionThatTheModelFixes() {
    TinyBundle.changed(folder, "17, 8, 16, 16]", "17, 8, -1, 16]");

    assertOpenFails("input.shape: expected the model's [-1, 17, 8, 16, 16], got");
  }

  @Test
  void rejectsAnotherScoresOutput() {
    TinyBundle.changed(folder, "scores: logits, cam", "scores: votes, cam");

    assertOpenFails(
        "member joint: outputs.scores: expected one of the model's names [logits, cam], got"
            + " \"votes\"");
  }

  @Test
  void rejectsScoresThatAreNotOnePerLabel() {
    TinyBundle.changed(folder, "scores: logits, cam: cam", "scores: cam");

    assertOpenFails(
        "member joint: labels: expected one per class of the model's output cam, shape"
            + " [-1, 5, 4, 4, 4], got 5");
  }

  @Test
  void rejectsAnActivationMapOfAnotherRank() {
    TinyBundle.changed(folder, "cam: cam", "cam: logits");

    assertOpenFails("member joint: outputs.cam: expected the shape [batch, 5 labels, frames");
  }

  @Test
  void rejectsAnotherNumberOfLabels() {
    TinyBundle.changed(folder, "  - {name: d, scopes: [scene]}\n", "");

    assertOpenFails(
        "member joint: labels: expected one per class of the model's output logits, shape [-1, 5],"
            + " got 4");
  }

  @Test
  void rejectsPreprocessingThatGivesAnotherVolume() {
    TinyBundle.changed(folder, "resize: 16x16", "resize: 16x24");

    assertOpenFails(
        "member joint: expected volumes of input.shape [-1, 17, 8, 16, 16], the preprocessing gives"
            + " [1, 17, 8, 16, 24]");
  }

  @Test
  void rejectsATruncatedModelWhoseDigestIsRight() throws IOException {
    TinyBundle.copyTo(folder);
    Path model = folder.resolve("tiny.onnx");
    String sha256 = Sha256.of(model);
    TinyBundle.truncate(model);
    TinyBundle.change(folder, sha256, Sha256.of(model));

    assertOpenFails("ONNX Runtime cannot run the model: ");
  }

  private void assertOpenFails(String message) {
    Bundle bundle = Bundle.read(folder);

    assertThatThrownBy(() -> OnnxActionModel.open(bundle, TinyBundle.ON_CPU))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(message)
        .hasMessageContaining("Fix: ");
  }
}
