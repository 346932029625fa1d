package io.posestream.flink.decision;

import io.posestream.core.control.rules.JobRules;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.score.WindowScores;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Emits the life-cycle of actions under the job's own rules.
 *
 * <p>Keyed by camera, so that a camera's events leave in order.
 */
public final class ActionDecision extends KeyedProcessFunction<String, WindowScores, ActionEvent> {
  private static final long serialVersionUID = 1L;

  // configuration
  private final JobRules rules;
  private final long idleTimeoutMillis;

  // runtime
  private transient OpenActions actions;

  /**
   * Creates the function.
   *
   * @param rules when scores become events
   * @param idleTimeoutMillis how far a camera may lag behind the watermark without being idle
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public ActionDecision(JobRules rules, long idleTimeoutMillis) {
    this.rules = rules;
    this.idleTimeoutMillis = idleTimeoutMillis;
  }

  @Override
  public void open(OpenContext context) {
    actions = new OpenActions(getRuntimeContext(), rules, idleTimeoutMillis);
  }

  @Override
  public void processElement(WindowScores scores, Context context, Collector<ActionEvent> out)
      throws Exception {
    actions.take(scores, context.timerService(), out);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ActionEvent> out)
      throws Exception {
    actions.expire(context.getCurrentKey(), timestamp, context.timerService(), out);
  }
}
