package io.posestream.flink.control;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time of a stream that has none: it is past everything from the start, so that where the
 * stream meets another, the other's time alone counts.
 *
 * @param <T> the stream's records
 */
public final class TimelessWatermarks<T> implements WatermarkStrategy<T> {
  private static final long serialVersionUID = 1L;

  /** Creates the strategy. */
  public TimelessWatermarks() {}

  @Override
  public WatermarkGenerator<T> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new WatermarkGenerator<>() {
      @Override
      public void onEvent(T event, long timestamp, WatermarkOutput output) {
        output.emitWatermark(Watermark.MAX_WATERMARK);
      }

      @Override
      public void onPeriodicEmit(WatermarkOutput output) {
        output.emitWatermark(Watermark.MAX_WATERMARK);
      }
    };
  }
}
