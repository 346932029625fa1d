package io.posestream.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.avro.FrameMessage;
import org.junit.jupiter.api.Test;

class CameraFramesTest {
  private static final CameraFrames FRAMES = CameraFrames.crowd(3);

  @Test
  void areRecordsThatTheJobDecodes() {
    PoseFrame frame = decoded(FRAMES.record("gate-3", 1_234, 5_678_000, 0));

    assertThat(frame.camera()).isEqualTo("gate-3");
    assertThat(frame.number()).isEqualTo(1_234);
    assertThat(frame.timeMicros()).isEqualTo(5_678_000);
    assertThat(frame.persons()).hasSize(3);
  }

  @Test
  void showWhichTakeTheyBelongTo() {
    assertThat(decoded(FRAMES.record("a", 1, 1, 4)).width()).isEqualTo(CameraFrames.EVEN_WIDTH);
    assertThat(decoded(FRAMES.record("a", 1, 1, 5)).width()).isLessThan(CameraFrames.EVEN_WIDTH);
  }

  private static PoseFrame decoded(byte[] value) {
    return new FrameMessage().decode(value, FrameOrigin.UNKNOWN);
  }
}
