package io.posestream.job.kafka;

import io.posestream.flink.types.DecodedRecord;
import java.time.Duration;
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
 * the check against the record's timestamp ({@link FrameDeserializer}).
 */
public final class FrameWatermarks implements WatermarkStrategy<DecodedRecord> {
  private static final long serialVersionUID = 1L;
  // As many frames as the assembler wants before it believes in a jump.
  private static final int CONFIRMATIONS = 3;

  private final long disorderMillis;
  private final long maxSkewMillis;

  /**
   * Creates the strategy.
   *
   * @param maxOutOfOrderness allowed disorder
   * @param maxSkewMillis how far a single frame may move the time ahead
   */
  public FrameWatermarks(Duration maxOutOfOrderness, long maxSkewMillis) {
    this.disorderMillis = maxOutOfOrderness.toMillis();
    this.maxSkewMillis = maxSkewMillis;
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
    return new Generator();
  }

  private final class Generator implements WatermarkGenerator<DecodedRecord> {
    private long newest = Long.MIN_VALUE;
    private long suspect = Long.MIN_VALUE;
    private int confirmations;

    @Override
    public void onEvent(DecodedRecord decoded, long timestamp, WatermarkOutput output) {
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
      if (newest != Long.MIN_VALUE) {
        output.emitWatermark(new Watermark(newest - disorderMillis - 1));
      }
    }
  }
}
