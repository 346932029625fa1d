package io.posestream.onnx.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.onnx.TinyBundle;
import io.posestream.onnx.check.ModelCheck.Batch;
import io.posestream.onnx.check.ModelCheck.Member;
import io.posestream.onnx.check.ModelCheck.Milliseconds;
import io.posestream.onnx.check.ModelCheck.Stages;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.session.OpenModels;
import org.junit.jupiter.api.Test;

class ModelCheckTest {
  @Test
  void describesAndTimesABundle() throws Exception {
    ModelCheck check = ModelCheck.run(TinyBundle.read(), TinyBundle.ON_CPU, 5);

    assertThat(check.device()).isEqualTo(Device.CPU);
    assertThat(check.members()).extracting(Member::name).containsExactly("joint", "limb");
    assertThat(check.stages()).extracting(Stages::persons).containsExactly(1, 5);
    assertThat(check.stages()).allSatisfy(stages -> assertTimed(stages.preprocessing()));
    assertThat(check.stages()).allSatisfy(stages -> assertTimed(stages.inference()));
    assertThat(check.batches()).extracting(Batch::clips).containsExactly(1);
    assertThat(OpenModels.count()).isZero();
  }

  @Test
  void countsBytesAndParameters() throws Exception {
    Member joint = ModelCheck.run(TinyBundle.read(), TinyBundle.ON_CPU, 1).members().get(0);

    assertThat(joint.input()).isEqualTo("keypoint_heatmaps [-1, 17, 8, 16, 16]");
    assertThat(joint.outputs()).containsExactly("logits", "cam");
    assertThat(joint.bytes()).isEqualTo(3110);
    // Stem 6 x 17 x 1 x 2 x 2 and bias 6, head 5 x 6 x 2 x 2 x 2 and bias 5.
    assertThat(joint.parameters()).isEqualTo(408 + 6 + 240 + 5);
  }

  @Test
  void takesTheMiddleAndTheSmallestTime() {
    assertThat(Milliseconds.of(new long[] {6_000_000, 2_000_000, 4_000_000}, 2))
        .isEqualTo(new Milliseconds(2, 1));
  }

  @Test
  void rejectsNoRuns() {
    assertThatThrownBy(() -> ModelCheck.run(TinyBundle.read(), TinyBundle.ON_CPU, 0))
        .hasMessage("runs: expected 1 or more, got 0");
  }

  private static void assertTimed(Milliseconds time) {
    assertThat(time.min()).isPositive();
    assertThat(time.median()).isGreaterThanOrEqualTo(time.min());
  }
}
