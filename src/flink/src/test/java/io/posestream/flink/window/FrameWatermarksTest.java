package io.posestream.flink.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.fixture.Frames;
import io.posestream.flink.types.DecodedRecord;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class FrameWatermarksTest {
  private static final long NONE = Long.MIN_VALUE;
  private static final DecodedRecord BAD =
      DecodedRecord.of(
          RejectedRecord.undecoded(RejectReason.UNDECODABLE, "m", at(0).origin(), new byte[0]));

  private final ManualClock clock = new ManualClock(1);
  private final Output output = new Output();
  private boolean brokersAnswer = true;
  private final WatermarkStrategy<DecodedRecord> strategy =
      new FrameWatermarks(
          Duration.ofMillis(500),
          60_000,
          Duration.ofSeconds(8),
          () -> CompletableFuture.completedFuture(brokersAnswer));
  private final WatermarkGenerator<DecodedRecord> generator =
      strategy.createWatermarkGenerator(new Context());

  @Test
  void trailsTheNewestFrameByTheAllowedDisorder() {
    assertThat(watermark()).isEqualTo(NONE);

    frame(2_000);
    frame(1_700);

    assertThat(watermark()).isEqualTo(1_499);
  }

  @Test
  void stampsAFrameWithItsEventTime() {
    var assigner = strategy.createTimestampAssigner(UnregisteredMetricsGroup::new);

    assertThat(assigner.extractTimestamp(DecodedRecord.of(at(40)), 7)).isEqualTo(40);
    assertThat(assigner.extractTimestamp(BAD, 7)).isEqualTo(7);
  }

  @Test
  void movesWithinTheSkewAtOnce() {
    frame(2_000);
    frame(62_000);

    assertThat(watermark()).isEqualTo(61_499);
  }

  @Test
  void doesNotFollowASingleFrameFarAhead() {
    frame(2_000);
    frame(9_000_000);
    frame(2_100);

    assertThat(watermark()).isEqualTo(1_599);
  }

  @Test
  void followsAJumpThatThreeFramesConfirm() {
    frame(2_000);
    frame(9_000_000);
    frame(9_000_040);
    assertThat(watermark()).isEqualTo(1_499);

    frame(9_000_080);

    assertThat(watermark()).isEqualTo(8_999_579);
  }

  @Test
  void doesNotFollowFramesThatJumpToDifferentTimes() {
    frame(2_000);
    frame(9_000_000);
    frame(5_000_000);
    frame(9_000_000);
    frame(7_000_000);

    assertThat(watermark()).isEqualTo(1_499);
  }

  @Test
  void neverGoesBack() {
    frame(50_000);
    frame(1_000);

    assertThat(watermark()).isEqualTo(49_499);
  }

  @Test
  void doesNotMoveForARecordThatIsNoFrame() {
    frame(2_000);
    generator.onEvent(BAD, 50_000, output);

    assertThat(watermark()).isEqualTo(1_499);
  }

  @Test
  void becomesIdleInSilenceAndActiveWithTheNextFrame() {
    frame(2_000);
    watermark();

    pass(7);
    assertThat(output.idle).isFalse();
    pass(1);
    assertThat(output.idle).isTrue();

    frame(2_040);
    assertThat(watermark()).isEqualTo(1_539);
    assertThat(output.idle).isFalse();
  }

  @Test
  void becomesIdleIfNothingEverComes() {
    watermark();

    pass(8);

    assertThat(output.idle).isTrue();
  }

  @Test
  void waitsForBrokersThatAreGoneAndThenAsLongAsInAnySilence() {
    frame(2_000);
    brokersAnswer = false;
    pass(100);
    assertThat(output.idle).isFalse();

    brokersAnswer = true;
    pass(7);
    assertThat(output.idle).isFalse();
    pass(4);

    assertThat(output.idle).isTrue();
  }

  @Test
  void aRecordThatIsNoFrameEndsSilence() {
    watermark();
    pass(6);
    generator.onEvent(BAD, 50_000, output);

    pass(6);

    assertThat(output.idle).isFalse();
  }

  // As Flink asks: several times a second.
  private void pass(int seconds) {
    for (int tick = 0; tick < 5 * seconds; tick++) {
      clock.advanceTime(Duration.ofMillis(200));
      watermark();
    }
    watermark();
  }

  private static PoseFrame at(long millis) {
    return Frames.frameAt("cam", millis, millis, "3");
  }

  private void frame(long millis) {
    generator.onEvent(DecodedRecord.of(at(millis)), millis, output);
  }

  private long watermark() {
    generator.onPeriodicEmit(output);
    return output.newest;
  }

  private static final class Output implements WatermarkOutput {
    private long newest = NONE;
    private boolean idle;

    @Override
    public void emitWatermark(Watermark watermark) {
      newest = watermark.getTimestamp();
      idle = false;
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }
  }

  private final class Context implements WatermarkGeneratorSupplier.Context {
    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup();
    }

    @Override
    public RelativeClock getInputActivityClock() {
      return clock;
    }
  }
}
