package io.posestream.onnx.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.core.heatmap.Compaction;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.ResizeRule;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.sampling.Dialect;
import io.posestream.onnx.TinyBundle;
import io.posestream.onnx.device.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
  private final Path folder;

  BundleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void describesTheModelAsTheManifestDoes() {
    ModelDescription model = TinyBundle.read().description();

    assertThat(model.name()).isEqualTo("tiny");
    assertThat(model.version()).isEqualTo("0.1.0");
    assertThat(model.precision()).isEqualTo("fp32");
    assertThat(model.layout()).isEqualTo(KeypointLayout.COCO17);
    assertThat(model.labels())
        .extracting(ActionLabel::name)
        .containsExactly("a", "b", "c", "d", "other");
    assertThat(model.labels().get(2).scopes()).isEqualTo(Set.of(Scope.PAIR, Scope.SCENE));
    assertThat(model.rejectLabel()).contains("other");
    assertThat(model.thresholdsOf("a")).isEqualTo(new Thresholds(0.55, 0.35));
    assertThat(model.thresholdsOf("b")).isEqualTo(new Thresholds(0.8, 0.4));
  }

  @Test
  void readsThePreprocessing() {
    var preprocessing = TinyBundle.read().description().preprocessing();

    assertThat(preprocessing.dialect()).isEqualTo(Dialect.MMACTION2);
    assertThat(preprocessing.sampledFrames()).isEqualTo(8);
    assertThat(preprocessing.views()).isEqualTo(1);
    assertThat(preprocessing.compaction()).isEqualTo(Compaction.REFERENCE);
    assertThat(preprocessing.resize()).isEqualTo(new ResizeRule.Exact(16, 16));
    assertThat(preprocessing.centerCrop()).isEmpty();
    assertThat(preprocessing.sigma()).isEqualTo(0.6);
  }

  @Test
  void readsTheMembers() {
    List<BundleMember> members = TinyBundle.read().members();

    assertThat(members)
        .extracting(BundleMember::stream)
        .containsExactly(HeatmapStream.JOINT, HeatmapStream.LIMB);
    assertThat(members.get(0).heatmaps().orElseThrow().shape()).hasToString("[-1, 17, 8, 16, 16]");
    assertThat(members.get(0).camName()).contains("cam");
    assertThat(members.get(1).camName()).isEmpty();
  }

  @Test
  void readsShortSideAndCenterCrop() {
    TinyBundle.changed(folder, "resize: 16x16", "resize: short:20");
    TinyBundle.change(folder, "center-crop: none", "center-crop: 16");

    var preprocessing = Bundle.read(folder).description().preprocessing();

    assertThat(preprocessing.resize()).isEqualTo(new ResizeRule.ShortSide(20));
    assertThat(preprocessing.centerCrop()).hasValue(16);
  }

  @Test
  void takesTheDigestOfItsOnlyMember() throws IOException {
    TinyBundle.onlyMember(folder, "joint");

    assertThat(Bundle.read(folder).description().sha256())
        .isEqualTo(Sha256.of(folder.resolve("tiny.onnx")));
  }

  @Test
  void digestsTheDigestsOfSeveralMembers() throws IOException {
    List<String> digests =
        List.of(
            Sha256.of(TinyBundle.FOLDER.resolve("tiny.onnx")),
            Sha256.of(TinyBundle.FOLDER.resolve("tiny_limb.onnx")));

    assertThat(TinyBundle.read().description().sha256()).isEqualTo(Sha256.ofDigests(digests));
  }

  @Test
  void switchesToAPrecisionThatEveryMemberHas() throws IOException {
    String sha256 = withVariant("precision: int8");

    Bundle bundle = Bundle.read(folder);

    assertThat(bundle.precisions()).containsExactly("fp32", "int8");
    assertThat(bundle.withPrecision("int8").description().precision()).isEqualTo("int8");
    assertThat(bundle.withPrecision("int8").description().sha256()).isEqualTo(sha256);
    assertThat(bundle.withPrecision("fp32").fingerprint()).isEqualTo(bundle.fingerprint());
  }

  @Test
  void prefersTheFileMadeForTheDevice() throws IOException {
    String cpu = withVariant("precision: fp32, device: cpu");

    Bundle bundle = Bundle.read(folder);

    assertThat(bundle.on(Device.CPU).description().sha256()).isEqualTo(cpu);
    assertThat(bundle.on(Device.CPU).description().precision()).isEqualTo("fp32");
    assertThat(bundle.on(Device.CUDA).description().sha256())
        .isEqualTo(Sha256.of(folder.resolve("tiny.onnx")));
  }

  @Test
  void knowsWhichDevicesAPrecisionIsFor() throws IOException {
    withVariant("precision: fp16, device: gpu");

    Bundle half = Bundle.read(folder).withPrecision("fp16");

    assertThat(half.runsOn(Device.TENSORRT)).isTrue();
    assertThat(half.runsOn(Device.CPU)).isFalse();
    assertThatThrownBy(() -> half.on(Device.CPU))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("member joint: expected a file in fp16 for device cpu, found none");
  }

  /** Gives the only member another file, and returns its digest. */
  private String withVariant(String kind) throws IOException {
    TinyBundle.onlyMember(folder, "joint");
    String sha256 = Sha256.of(folder.resolve("tiny_limb.onnx"));
    TinyBundle.change(
        folder,
        "variants: []",
        "variants: [{%s, file: tiny_limb.onnx, sha256: \"%s\"}]".formatted(kind, sha256));
    return sha256;
  }

  @Test
  void namesThePrecisionsThereAre() {
    assertThatThrownBy(() -> TinyBundle.read().withPrecision("int8"))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("member joint: expected a precision of [fp32], got int8");
  }

  @Test
  void acceptsABundleWithoutLabelsFileRejectLabelAndOwnThresholds() {
    TinyBundle.changed(folder, "reject-label: other\n", "");
    TinyBundle.change(folder, "  labels:\n    b: {enter: 0.8, exit: 0.4}\n", "");

    assertThat(Bundle.read(folder).description().rejectLabel()).isEmpty();
  }

  @Test
  void rejectsALabelsFileThatDiffersFromTheManifest() throws IOException {
    TinyBundle.copyTo(folder);
    Files.writeString(folder.resolve("labels.txt"), "a\nb\nc\nd\n");

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(
            "labels.txt: expected the manifest's labels [a, b, c, d, other], got [a, b, c, d]");
  }

  @Test
  void rejectsAFolderWithoutManifest() {
    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("manifest.yaml: expected the manifest of a bundle")
        .hasMessageContaining("Fix: name a folder that holds manifest.yaml");
  }

  @Test
  void rejectsAMissingModelFile() throws IOException {
    TinyBundle.copyTo(folder);
    Files.delete(folder.resolve("tiny.onnx"));

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOfSatisfying(
            BundleException.class,
            e -> {
              assertThat(e.reason()).endsWith("tiny.onnx: the model file is missing");
              assertThat(e.fix()).startsWith("copy the bundle again");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny.onnx", "labels.txt", "manifest.yaml"})
  void readsNothingThroughALinkOutOfItsFolder(String name, @TempDir Path elsewhere)
      throws IOException {
    TinyBundle.copyTo(folder);
    Files.writeString(folder.resolve("labels.txt"), "a\nb\nc\nd\nother\n");
    Path outside = Files.move(folder.resolve(name), elsewhere.resolve(name));
    Files.createSymbolicLink(folder.resolve(name), outside);

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("expected a file in the bundle's folder, got a link to " + outside);
  }

  @Test
  void rejectsATruncatedModelFile() throws IOException {
    TinyBundle.copyTo(folder);
    Path model = folder.resolve("tiny.onnx");
    String sha256 = Sha256.of(model);
    TinyBundle.truncate(model);

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining(
            "tiny.onnx: expected sha256 %s, got %s".formatted(sha256, Sha256.of(model)))
        .hasMessageContaining("the file is cut off (it has 1000 bytes) or another model")
        .hasMessageContaining("Fix: copy the bundle again");
  }

  @Test
  void rejectsAVariantWithAnotherDigest() {
    TinyBundle.changed(
        folder,
        "variants: []",
        "variants: [{precision: int8, file: tiny_limb.onnx, sha256: \"%s\"}]"
            .formatted("0".repeat(64)));

    assertThatThrownBy(() -> Bundle.read(folder))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("tiny_limb.onnx: expected sha256 000");
  }
}
