package io.posestream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.types.DecodedRecord;
import java.time.Duration;
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
          RejectedRecord.undecoded(RejectReason.UNDECODABLE, "m", Frames.ORIGIN, new byte[0]));

  private final ManualClock clock = new ManualClock(1);
  private final Output output = new Output();
  private final WatermarkStrategy<DecodedRecord> strategy =
      new FrameWatermarks(Duration.ofMillis(500), 60_000);
  private WatermarkGenerator<DecodedRecord> generator =
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

    assertThat(assigner.extractTimestamp(DecodedRecord.of(Frames.at(40)), 7)).isEqualTo(40);
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
    generator =
        strategy.withIdleness(Duration.ofSeconds(5)).createWatermarkGenerator(new Context());
    frame(2_000);
    watermark();
    watermark();

    clock.advanceTime(Duration.ofSeconds(6));
    watermark();
    assertThat(output.idle).isTrue();

    frame(2_040);
    assertThat(watermark()).isEqualTo(1_539);
    assertThat(output.idle).isFalse();
  }

  private void frame(long millis) {
    generator.onEvent(DecodedRecord.of(Frames.at(millis)), millis, output);
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
