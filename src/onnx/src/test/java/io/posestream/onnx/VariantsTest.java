package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.batch.BatchSizes;
import io.posestream.onnx.batch.HeatmapBatch;
import io.posestream.onnx.batch.KeypointBatch;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.bundle.BundleException;
import io.posestream.onnx.bundle.BundleMember;
import io.posestream.onnx.bundle.ModelInput;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.session.MemberSession;
import io.posestream.onnx.session.SyntheticClip;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files that {@code python3 -m optimize --variants cpu,keypoints-in} makes of the tiny bundle,
 * beside their source.
 */
class VariantsTest {
  private static final Path FOLDER = Path.of("src/test/resources/tiny-variants");

  private final Path folder;

  VariantsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theCpuGetsItsOwnFilesAndTheSameAnswers() {
    try (OnnxActionModel source = OnnxActionModel.open(TinyBundle.read(), TinyBundle.ON_CPU);
        OnnxActionModel variant = OnnxActionModel.open(Bundle.read(FOLDER), TinyBundle.ON_CPU)) {
      assertThat(variant.description().sha256()).isNotEqualTo(source.description().sha256());
      assertThat(variant.description().precision()).isEqualTo("fp32");
      assertSameScores(variant, source);
    }
  }

  @Test
  void aGraphThatPaintsGivesTheSameAnswers() {
    Bundle painting = Bundle.read(paintingOnCpu());

    assertThat(painting.on(Device.CPU).members())
        .allMatch(member -> member.model().input() == ModelInput.KEYPOINTS);
    try (OnnxActionModel source = OnnxActionModel.open(TinyBundle.read(), TinyBundle.ON_CPU);
        OnnxActionModel variant = OnnxActionModel.open(painting, TinyBundle.ON_CPU)) {
      assertSameScores(variant, source);
    }
  }

  @Test
  void aGraphThatPaintsTakesPaddedBatchesOfCrowdsAndPairs() throws Exception {
    Bundle bundle = Bundle.read(paintingOnCpu()).on(Device.CPU);
    ModelDescription model = bundle.description();
    List<PoseSequence> clips =
        List.of(SyntheticClip.of(7, model), SyntheticClip.of(2, model), SyntheticClip.of(1, model));
    VolumeBuilder painter =
        new VolumeBuilder(model.preprocessing(), HeatmapStream.JOINT, model.layout());
    KeypointBatch batch = new KeypointBatch(clips.size());
    clips.forEach(clip -> batch.add(painter, painter.prepare(clip).volume()));

    try (MemberSession member = joint(bundle, BatchSizes.gpu(4));
        MemberSession source = joint(TinyBundle.read(), BatchSizes.CPU)) {
      List<ClipScores> found = member.score(batch, new AtomicLong());
      for (int i = 0; i < clips.size(); i++) {
        HeatmapBatch alone = new HeatmapBatch(1, BatchSizes.CPU);
        alone.add(painter, painter.prepare(clips.get(i)).volume());
        assertThat(found.get(i).probabilities())
            .containsExactly(
                source.score(alone, new AtomicLong()).get(0).probabilities(), within(1e-5f));
      }
    }
  }

  @Test
  void paintsMirroredViewsItself() {
    paintingOnCpu();
    TinyBundle.change(folder, "flip: false", "flip: true");

    assertThat(Bundle.read(folder).on(Device.CPU).members())
        .allMatch(member -> member.model().input() == ModelInput.HEATMAPS);
  }

  @Test
  void rejectsAFileThatDoesNotTakeKeypoints() {
    TinyBundle.changed(
        folder,
        "variants: []",
        "variants: [{precision: fp32, device: cpu, input: keypoints, file: tiny.onnx,"
            + " sha256: \"e763b453305bba74a9403c7a4f2beca855ca8e65e30f8ed6e37dcc1bee00c2e5\"}]");

    assertThatThrownBy(() -> OnnxActionModel.open(Bundle.read(folder), TinyBundle.ON_CPU).close())
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("tiny.onnx: an input: expected one of the model's names");
  }

  /** Returns a copy of the bundle in which the files that paint are for a CPU as well. */
  private Path paintingOnCpu() {
    TinyBundle.copy(FOLDER, folder);
    TinyBundle.change(folder, "device: gpu, input: keypoints", "device: cpu, input: keypoints");
    return folder;
  }

  private static MemberSession joint(Bundle bundle, BatchSizes sizes) throws Exception {
    BundleMember member = bundle.members().get(0);
    return MemberSession.open(bundle, member, Device.CPU, TinyBundle.ON_CPU, sizes);
  }

  private static void assertSameScores(OnnxActionModel found, OnnxActionModel expected) {
    List<PoseSequence> clips = TinyBundle.clips(5, expected.description());
    List<ClipScores> answers = found.score(clips);
    List<ClipScores> right = expected.score(clips);
    for (int i = 0; i < clips.size(); i++) {
      assertThat(answers.get(i).probabilities())
          .containsExactly(right.get(i).probabilities(), within(1e-5f));
    }
  }
}
