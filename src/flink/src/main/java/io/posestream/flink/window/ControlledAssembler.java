package io.posestream.flink.window;

import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.control.BroadcastControl;
import io.posestream.flink.control.ControlSeed;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Cuts clips from the windows that complete, with zones that change; keyed by camera.
 *
 * <p>Its keyed state and its side outputs are those of {@link ClipAssembler}.
 */
public final class ControlledAssembler
    extends KeyedBroadcastProcessFunction<String, PoseFrame, ControlChange, WindowOutcome> {
  private static final long serialVersionUID = 1L;

  // configuration
  private final AssemblyPolicy policy;
  private final JobRules job;
  private final ControlSeed seed;

  // runtime
  private transient BroadcastControl control;
  private transient CameraWindows windows;
  private transient AssemblyMetrics metrics;

  /**
   * Creates the function.
   *
   * @param policy how frames become clips
   * @param job the rules that lie under all others
   * @param seed what was accepted before, for a job without state
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public ControlledAssembler(AssemblyPolicy policy, JobRules job, ControlSeed seed) {
    this.policy = policy;
    this.job = job;
    this.seed = seed;
  }

  @Override
  public void open(OpenContext context) {
    control = new BroadcastControl(job, seed);
    metrics = new AssemblyMetrics(getRuntimeContext().getMetricGroup());
    windows = new CameraWindows(getRuntimeContext(), policy, control.inForce());
  }

  @Override
  public void processBroadcastElement(
      ControlChange change, Context context, Collector<WindowOutcome> out) throws Exception {
    control.change(
        change,
        context.getBroadcastState(BroadcastControl.RULES),
        context.getBroadcastState(BroadcastControl.MODELS));
  }

  @Override
  public void processElement(PoseFrame frame, ReadOnlyContext context, Collector<WindowOutcome> out)
      throws Exception {
    control.restore(
        context.getBroadcastState(BroadcastControl.RULES),
        context.getBroadcastState(BroadcastControl.MODELS));
    windows.take(frame, context.timerService(), output(context, out));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<WindowOutcome> out)
      throws Exception {
    control.restore(
        context.getBroadcastState(BroadcastControl.RULES),
        context.getBroadcastState(BroadcastControl.MODELS));
    windows.expire(
        context.getCurrentKey(), timestamp, context.timerService(), output(context, out));
  }

  private AssemblyOutput output(ReadOnlyContext context, Collector<WindowOutcome> out) {
    return new AssemblyOutput(metrics, out, context::output);
  }
}
