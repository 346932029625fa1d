package io.posestream.onnx.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.heatmap.VolumeBuilder;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.TinyBundle;
import io.posestream.onnx.batch.BatchSizes;
import io.posestream.onnx.batch.HeatmapBatch;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Batches as a GPU gets them, run on the CPU. */
class MemberSessionTest {
  private static final Bundle BUNDLE = TinyBundle.read();

  private final AtomicLong runs = new AtomicLong();

  @Test
  void padsABatchAndAnswersOnlyItsClips() throws Exception {
    List<PoseSequence> clips = TinyBundle.clips(5, BUNDLE.description());

    List<ClipScores> answers = score(clips, BatchSizes.gpu(8));

    assertThat(runs).hasValue(1);
    assertSameScores(answers, score(clips, BatchSizes.ONE));
  }

  @Test
  void splitsABatchThatIsLargerThanTheLargestSize() throws Exception {
    List<PoseSequence> clips = TinyBundle.clips(7, BUNDLE.description());

    List<ClipScores> answers = score(clips, BatchSizes.gpu(4));

    assertThat(runs).hasValue(2);
    assertSameScores(answers, score(clips, BatchSizes.ONE));
  }

  private List<ClipScores> score(List<PoseSequence> clips, BatchSizes sizes) throws Exception {
    ModelDescription model = BUNDLE.description();
    VolumeBuilder painter =
        new VolumeBuilder(model.preprocessing(), HeatmapStream.JOINT, model.layout());
    HeatmapBatch batch = new HeatmapBatch(clips.size(), sizes);
    for (PoseSequence clip : clips) {
      batch.add(painter, painter.prepare(clip).volume());
    }
    try (MemberSession member =
        MemberSession.open(BUNDLE, BUNDLE.members().get(0), Device.CPU, TinyBundle.ON_CPU, sizes)) {
      return member.score(batch, runs);
    }
  }

  private static void assertSameScores(List<ClipScores> found, List<ClipScores> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).probabilities())
          .containsExactly(expected.get(i).probabilities(), within(1e-5f));
      assertThat(found.get(i).activation().orElseThrow().at(1, 2, 3, 0))
          .isCloseTo(expected.get(i).activation().orElseThrow().at(1, 2, 3, 0), within(1e-4f));
    }
  }
}
