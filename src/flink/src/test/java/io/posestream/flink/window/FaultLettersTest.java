package io.posestream.flink.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultLettersTest {
  private static final long IDLE = 10_000;
  private static final int MINUTE = 60;

  private KeyedOneInputStreamOperatorTestHarness<String, PoseFrame, RejectedRecord> operator;

  FaultLettersTest() throws Exception {
    operator = harness();
    operator.open();
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, PoseFrame, RejectedRecord> harness()
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, PoseFrame, RejectedRecord> operator =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new FaultLetters(IDLE)), PoseFrame::camera, Types.STRING);
    operator.setup(PoseStreamTypes.rejectedRecord().createSerializer(new SerializerConfigImpl()));
    return operator;
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void anHourOfFramesThatAreAllSpoiltGivesALetterAMinute() throws Exception {
    for (int second = 0; second < 60 * MINUTE; second++) {
      take("cam", second);
    }

    assertThat(operator.extractOutputValues()).hasSize(60);
    assertThat(operator.extractOutputValues().get(59).frames()).isEqualTo(MINUTE);
  }

  @Test
  void everyCameraHasItsOwnLetters() throws Exception {
    take("cam", 0);
    take("other", 1);

    assertThat(operator.extractOutputValues())
        .extracting(letter -> letter.camera().orElseThrow())
        .containsExactly("cam", "other");
  }

  @Test
  void tellsTheRestOnceTheFaultsHaveStoppedAndForgetsTheCamera() throws Exception {
    take("cam", 0);
    take("cam", 1);
    take("cam", 2);

    operator.processWatermark(1_000L * (2 + MINUTE) + IDLE);

    assertThat(operator.extractOutputValues())
        .extracting(RejectedRecord::frames)
        .containsExactly(1L, 2L);
    assertThat(operator.extractOutputValues().get(1).losses())
        .containsExactly(new Loss(Part.PERSON, RejectReason.EMPTY_TRACK_ID, 2));
    assertThat(operator.numKeyedStateEntries()).isZero();
    assertThat(operator.numEventTimeTimers()).isZero();
  }

  @Test
  void saysNothingTwiceWhenNothingIsLeft() throws Exception {
    take("cam", 0);

    operator.processWatermark(Long.MAX_VALUE);

    assertThat(operator.extractOutputValues()).hasSize(1);
    assertThat(operator.numKeyedStateEntries()).isZero();
  }

  @Test
  void goesOnCountingAfterARestore() throws Exception {
    take("cam", 0);
    take("cam", 1);
    OperatorSubtaskState state = operator.snapshot(1, 1);
    operator.close();
    operator = harness();
    operator.initializeState(state);
    operator.open();

    take("cam", MINUTE);

    assertThat(operator.extractOutputValues())
        .extracting(RejectedRecord::frames)
        .containsExactly(2L);
  }

  private void take(String camera, int second) throws Exception {
    PoseFrame frame =
        new PoseFrame(
            camera,
            second,
            1_000_000L * second,
            1280,
            720,
            KeypointLayout.COCO17,
            List.of(new Person("", new float[51], 1)),
            new FrameOrigin("frames", 0, second, ""));
    operator.processElement(frame, frame.timeMillis());
  }
}
