package io.posestream.flink.window;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.types.PoseStreamTypes;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Cuts clips from the windows that complete, with the zones of the policy; keyed by camera. */
public final class ClipAssembler extends KeyedProcessFunction<String, PoseFrame, WindowOutcome> {
  /** Frames that break the order of their camera's stream, or a bound. */
  public static final OutputTag<RejectedRecord> REJECTED =
      new OutputTag<>("rejected-frames", PoseStreamTypes.rejectedRecord());

  /** Frames that lost persons, joints or values, without their persons. */
  public static final OutputTag<PoseFrame> SPOILT =
      new OutputTag<>("spoilt-frames", PoseStreamTypes.poseFrame());

  /** Frames that came after their last window was closed. */
  public static final OutputTag<PoseFrame> LATE =
      new OutputTag<>("late-frames", PoseStreamTypes.poseFrame());

  private static final long serialVersionUID = 1L;

  // configuration
  private final AssemblyPolicy policy;

  // runtime
  private transient CameraWindows windows;
  private transient AssemblyMetrics metrics;

  /** Creates the function. */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public ClipAssembler(AssemblyPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void open(OpenContext context) {
    metrics = new AssemblyMetrics(getRuntimeContext().getMetricGroup());
    windows = new CameraWindows(getRuntimeContext(), policy, policy.zones());
  }

  @Override
  public void processElement(PoseFrame frame, Context context, Collector<WindowOutcome> out)
      throws Exception {
    windows.take(frame, context.timerService(), output(context, out));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<WindowOutcome> out)
      throws Exception {
    windows.expire(
        context.getCurrentKey(), timestamp, context.timerService(), output(context, out));
  }

  private AssemblyOutput output(Context context, Collector<WindowOutcome> out) {
    return new AssemblyOutput(metrics, out, context::output);
  }
}
