package io.posestream.flink.window;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.rule.JobRules;
import io.posestream.core.rule.RuleChange;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.Clip;
import io.posestream.flink.rule.BroadcastRules;
import io.posestream.flink.types.RuleSeed;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Cuts clips from the windows that complete, with zones that change; keyed by camera.
 *
 * <p>Its keyed state and its side outputs are those of {@link ClipAssembler}.
 */
public final class ControlledAssembler
    extends KeyedBroadcastProcessFunction<String, PoseFrame, RuleChange, Clip> {
  private static final long serialVersionUID = 1L;

  // configuration
  private final AssemblyPolicy policy;
  private final JobRules job;
  private final RuleSeed seed;

  // runtime
  private transient BroadcastRules rules;
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
  public ControlledAssembler(AssemblyPolicy policy, JobRules job, RuleSeed seed) {
    this.policy = policy;
    this.job = job;
    this.seed = seed;
  }

  @Override
  public void open(OpenContext context) {
    rules = new BroadcastRules(job, seed);
    metrics = new AssemblyMetrics(getRuntimeContext().getMetricGroup());
    windows = new CameraWindows(getRuntimeContext(), policy, rules.inForce());
  }

  @Override
  public void processBroadcastElement(RuleChange change, Context context, Collector<Clip> out)
      throws Exception {
    rules.change(change, context.getBroadcastState(BroadcastRules.STATE));
  }

  @Override
  public void processElement(PoseFrame frame, ReadOnlyContext context, Collector<Clip> out)
      throws Exception {
    rules.restore(context.getBroadcastState(BroadcastRules.STATE));
    windows.take(frame, context.timerService(), output(context, out));
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Clip> out)
      throws Exception {
    rules.restore(context.getBroadcastState(BroadcastRules.STATE));
    windows.expire(
        context.getCurrentKey(), timestamp, context.timerService(), output(context, out));
  }

  private AssemblyOutput output(ReadOnlyContext context, Collector<Clip> out) {
    return new AssemblyOutput(metrics, out, context::output);
  }
}
