package io.posestream.flink.decision;

import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.flink.control.BroadcastControl;
import io.posestream.flink.control.ControlSeed;
import io.posestream.flink.types.LabelCatalog;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Emits the life-cycle of actions under rules that change.
 *
 * <p>Keyed by camera, so that a camera's events leave in order. Its keyed state is that of {@link
 * ActionDecision}: a job may be given a control topic, or lose it, from one savepoint to the next.
 */
public final class ControlledDecision
    extends KeyedBroadcastProcessFunction<String, ScoreOutcome, ControlChange, ActionEvent> {
  private static final long serialVersionUID = 1L;

  // configuration
  private final JobRules job;
  private final ControlSeed seed;
  private final long idleTimeoutMillis;
  private final LabelCatalog labels;

  // runtime
  private transient BroadcastControl control;
  private transient CameraDecision actions;

  /**
   * Creates the function.
   *
   * @param job the rules that lie under all others
   * @param seed what was accepted before, for a job without state
   * @param idleTimeoutMillis how far a camera may lag behind the watermark without being idle
   * @param labels that scores in state refer to
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public ControlledDecision(
      JobRules job, ControlSeed seed, long idleTimeoutMillis, LabelCatalog labels) {
    this.job = job;
    this.seed = seed;
    this.idleTimeoutMillis = idleTimeoutMillis;
    this.labels = labels;
  }

  @Override
  public void open(OpenContext context) {
    control = new BroadcastControl(job, seed);
    actions = new CameraDecision(getRuntimeContext(), control.inForce(), idleTimeoutMillis, labels);
  }

  @Override
  public void processBroadcastElement(
      ControlChange change, Context context, Collector<ActionEvent> out) throws Exception {
    control.change(
        change,
        context.getBroadcastState(BroadcastControl.RULES),
        context.getBroadcastState(BroadcastControl.MODELS));
  }

  @Override
  public void processElement(
      ScoreOutcome outcome, ReadOnlyContext context, Collector<ActionEvent> out) throws Exception {
    control.restore(
        context.getBroadcastState(BroadcastControl.RULES),
        context.getBroadcastState(BroadcastControl.MODELS));
    actions.take(outcome, context.timerService(), out);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ActionEvent> out)
      throws Exception {
    control.restore(
        context.getBroadcastState(BroadcastControl.RULES),
        context.getBroadcastState(BroadcastControl.MODELS));
    actions.expire(context.getCurrentKey(), timestamp, context.timerService(), out);
  }
}
