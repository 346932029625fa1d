package io.posestream.flink.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.fixture.Frames;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrameOrderTest {
  private final KeyedOneInputStreamOperatorTestHarness<String, PoseFrame, PoseFrame> operator;

  FrameOrderTest() throws Exception {
    operator =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new FrameOrder(4)), PoseFrame::camera, Types.STRING);
    operator.setup(PoseStreamTypes.poseFrame().createSerializer(new SerializerConfigImpl()));
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  @Test
  void framesOfTwoPartitionsLeaveInOrderOnceBothHaveReachedThem() throws Exception {
    take(100, 300, 500, 200);
    assertThat(left()).isEmpty();

    operator.processWatermark(350);

    assertThat(left()).containsExactly(100L, 200L, 300L);
    operator.processWatermark(Long.MAX_VALUE);
    assertThat(left()).containsExactly(100L, 200L, 300L, 500L);
    assertThat(operator.numKeyedStateEntries()).isZero();
    assertThat(operator.numEventTimeTimers()).isZero();
  }

  @Test
  void framesOfOneInstantAllLeave() throws Exception {
    take(100, 100);

    operator.processWatermark(100);

    assertThat(left()).containsExactly(100L, 100L);
  }

  @Test
  void aFrameThatComesLateGoesOnAtOnce() throws Exception {
    operator.processWatermark(350);

    take(300);

    assertThat(left()).containsExactly(300L);
  }

  @Test
  void keepsNoMoreThanItMay() throws Exception {
    take(100, 200, 300, 400, 500);

    assertThat(left()).containsExactly(500L);
    operator.processWatermark(1_000);
    assertThat(left()).containsExactly(500L, 100L, 200L, 300L, 400L);
  }

  private void take(long... times) throws Exception {
    for (long millis : times) {
      operator.processElement(Frames.frameAt("cam", millis, millis, "3"), millis);
    }
  }

  private List<Long> left() {
    return operator.extractOutputValues().stream().map(PoseFrame::timeMillis).toList();
  }
}
