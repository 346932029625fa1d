package io.posestream.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.posestream.core.model.ClipScores;
import io.posestream.core.pose.PoseSequence;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Needs an NVIDIA GPU and a build with -Pgpu. */
@Tag("gpu")
class GpuModelTest {
  private static final float TOLERANCE = 1e-4f;

  @Test
  void cudaGivesTheScoresOfTheCpuWhateverTheBatch() {
    Bundle bundle = TinyBundle.read();
    OnnxOptions onCuda = OnnxOptions.DEFAULTS.withDevice(Device.CUDA);
    try (OnnxActionModel cpu = OnnxActionModel.open(bundle, TinyBundle.ON_CPU);
        OnnxActionModel cuda = OnnxActionModel.open(bundle, onCuda)) {
      List<PoseSequence> clips = TinyBundle.clips(77, bundle.description());

      List<ClipScores> expected = cpu.score(clips);
      List<ClipScores> found = cuda.score(clips);

      // Two members; 77 clips are two full batches of 32 and one of 13, padded to 16.
      assertThat(cuda.runs()).isEqualTo(2 * 3);
      for (int i = 0; i < clips.size(); i++) {
        assertThat(found.get(i).probabilities())
            .containsExactly(expected.get(i).probabilities(), within(TOLERANCE));
      }
    }
  }
}
