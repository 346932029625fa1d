package io.posestream.flink.window;

import io.posestream.flink.types.DecodedRecord;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time of a partition: its newest frame less the allowed disorder.
 *
 * <p>A frame that is far ahead of its partition does not move event time; the third that agrees
 * with it does. That keeps single bad frames out. A camera whose clock stays wrong is kept out by
 * the check of a frame against its record's timestamp. A partition that is silent ({@link
 * SilentPartition}) does not hold back event time.
 */
public final class FrameWatermarks implements WatermarkStrategy<DecodedRecord> {
  private static final long serialVersionUID = 1L;

  /** Knows whether a silent partition could have been read. */
  public interface Witness extends Serializable {
    /** Returns, later, whether the brokers answer; never fails. Called by one thread. */
    CompletableFuture<Boolean> brokersAnswer();
  }

  // As many frames as the assembler wants before it believes in a jump.
  private static final int CONFIRMATIONS = 3;

  private final long disorderMillis;
  private final long maxSkewMillis;
  private final Duration idleness;
  private final Witness witness;

  /**
   * Creates the strategy.
   *
   * @param maxOutOfOrderness allowed disorder
   * @param maxSkewMillis how far a single frame may move the time ahead
   * @param idleness how long a partition has to be silent until it holds back event time no longer
   * @param witness asked while a partition is silent
   */
  public FrameWatermarks(
      Duration maxOutOfOrderness, long maxSkewMillis, Duration idleness, Witness witness) {
    this.disorderMillis = maxOutOfOrderness.toMillis();
    this.maxSkewMillis = maxSkewMillis;
    this.idleness = idleness;
    this.witness = witness;
  }

  @Override
  public TimestampAssigner<DecodedRecord> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return (decoded, recordTimestamp) ->
        decoded.frame().map(frame -> frame.timeMillis()).orElse(recordTimestamp);
  }

  @Override
  public WatermarkGenerator<DecodedRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new Generator(new SilentPartition(idleness, context.getInputActivityClock(), witness));
  }

  private final class Generator implements WatermarkGenerator<DecodedRecord> {
    private final SilentPartition silence;
    private long newest = Long.MIN_VALUE;
    private long suspect = Long.MIN_VALUE;
    private int confirmations;

    private Generator(SilentPartition silence) {
      this.silence = silence;
    }

    @Override
    public void onEvent(DecodedRecord decoded, long timestamp, WatermarkOutput output) {
      silence.hear();
      if (decoded.frame().isEmpty()) {
        return;
      }
      if (newest == Long.MIN_VALUE || timestamp <= newest + maxSkewMillis) {
        newest = Math.max(newest, timestamp);
      } else {
        suspect(timestamp);
      }
    }

    private void suspect(long timestamp) {
      confirmations = Math.abs(timestamp - suspect) <= maxSkewMillis ? confirmations + 1 : 1;
      suspect = timestamp;
      if (confirmations >= CONFIRMATIONS) {
        newest = timestamp;
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      if (silence.isIdle()) {
        output.markIdle();
      } else if (newest != Long.MIN_VALUE) {
        output.emitWatermark(new Watermark(newest - disorderMillis - 1));
      }
    }
  }
}
