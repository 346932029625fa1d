package io.posestream.flink.decision;

import io.posestream.core.control.rules.JobRules;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.flink.types.LabelCatalog;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Emits the life-cycle of actions under the job's own rules.
 *
 * <p>Keyed by camera, so that a camera's events leave in order.
 */
public final class ActionDecision extends KeyedProcessFunction<String, ScoreOutcome, ActionEvent> {
  private static final long serialVersionUID = 1L;

  // configuration
  private final JobRules rules;
  private final long idleTimeoutMillis;
  private final LabelCatalog labels;

  // runtime
  private transient CameraDecision actions;

  /**
   * Creates the function.
   *
   * @param rules when scores become events
   * @param idleTimeoutMillis how far a camera may lag behind the watermark without being idle
   * @param labels that scores in state refer to
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public ActionDecision(JobRules rules, long idleTimeoutMillis, LabelCatalog labels) {
    this.rules = rules;
    this.idleTimeoutMillis = idleTimeoutMillis;
    this.labels = labels;
  }

  @Override
  public void open(OpenContext context) {
    actions = new CameraDecision(getRuntimeContext(), rules, idleTimeoutMillis, labels);
  }

  @Override
  public void processElement(ScoreOutcome outcome, Context context, Collector<ActionEvent> out)
      throws Exception {
    actions.take(outcome, context.timerService(), out);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ActionEvent> out)
      throws Exception {
    actions.expire(context.getCurrentKey(), timestamp, context.timerService(), out);
  }
}
