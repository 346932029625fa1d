package io.posestream.job.kafka;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.metrics.EnumCounters;
import io.posestream.flink.types.DecodedRecord;
import io.posestream.flink.types.DecodedRecord.Keying;
import io.posestream.flink.types.PoseStreamTypes;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Parts frames from records that are none, and those without a key from the others. */
public final class DecodedRecordSplit extends ProcessFunction<DecodedRecord, PoseFrame> {
  /** Records that are no frames. */
  public static final OutputTag<RejectedRecord> REJECTED =
      new OutputTag<>("rejected-records", PoseStreamTypes.rejectedRecord());

  /** Frames whose records had no key, in the order of their partitions. */
  public static final OutputTag<PoseFrame> KEYLESS =
      new OutputTag<>("keyless-frames", PoseStreamTypes.poseFrame());

  private static final long serialVersionUID = 1L;

  // runtime
  private transient Counter frames;
  private transient EnumCounters<RejectReason> rejections;

  /** Creates the function. */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public DecodedRecordSplit() {}

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("posestream");
    frames = metrics.counter("framesRead");
    rejections = new EnumCounters<>(metrics, "reason", "recordsRejected", RejectReason.class);
  }

  @Override
  public void processElement(DecodedRecord decoded, Context context, Collector<PoseFrame> out) {
    decoded
        .frame()
        .ifPresent(
            frame -> {
              frames.inc();
              if (decoded.keying() == Keying.KEYED) {
                out.collect(frame);
              } else {
                context.output(KEYLESS, frame);
              }
            });
    decoded
        .rejected()
        .ifPresent(
            rejected -> {
              rejections.inc(rejected.reason());
              context.output(REJECTED, rejected);
            });
  }
}
