package io.posestream.flink.decision;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.ActionLifecycle;
import io.posestream.core.event.CameraActions;
import io.posestream.core.event.EventRules;
import io.posestream.core.event.OpenAction;
import io.posestream.core.event.ZoneGuard;
import io.posestream.core.score.WindowScores;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps the open actions of each camera, and emits their life-cycle.
 *
 * <p>Keyed by camera, so that a camera's events leave in order. The camera's own scores tell which
 * of its tracks are lost. A timer ends what is open once the camera falls silent: it trails the
 * newest scores by the idle timeout as well, for the watermark may run so far ahead of a camera
 * whose neighbours' clocks do. With the last action the state goes.
 */
public final class ActionDecision extends KeyedProcessFunction<String, WindowScores, ActionEvent> {
  private static final long serialVersionUID = 1L;

  // configuration
  private final EventRules rules;
  private final ZoneRules zones;
  private final long idleTimeoutMillis;

  // runtime
  private transient ActionLifecycle lifecycle;
  private transient ZoneGuard guard;
  private transient ValueState<CameraActions> actions;
  private transient Counter events;

  /**
   * Creates the function.
   *
   * @param rules when scores become events
   * @param zones where actions count
   * @param idleTimeoutMillis how far a camera may lag behind the watermark without being idle
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public ActionDecision(EventRules rules, ZoneRules zones, long idleTimeoutMillis) {
    this.rules = rules;
    this.zones = zones;
    this.idleTimeoutMillis = idleTimeoutMillis;
  }

  @Override
  public void open(OpenContext context) {
    lifecycle = new ActionLifecycle(rules);
    guard = new ZoneGuard(zones);
    events = getRuntimeContext().getMetricGroup().addGroup("posestream").counter("events");
    actions =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("open-actions", PoseStreamTypes.cameraActions()));
  }

  @Override
  public void processElement(WindowScores scores, Context context, Collector<ActionEvent> out)
      throws Exception {
    CameraActions open = Optional.ofNullable(actions.value()).orElse(CameraActions.NONE);
    keep(
        lifecycle.take(guard.admitted(scores), open, event -> emit(event, out)),
        context.timerService());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ActionEvent> out)
      throws Exception {
    CameraActions open = actions.value();
    if (open != null) {
      long reached = timestamp - idleTimeoutMillis;
      keep(lifecycle.expire(reached, open, event -> emit(event, out)), context.timerService());
    }
  }

  private void emit(ActionEvent event, Collector<ActionEvent> out) {
    events.inc();
    out.collect(event);
  }

  private void keep(CameraActions open, TimerService timers) throws Exception {
    if (open.isEmpty()) {
      actions.clear();
      return;
    }
    for (OpenAction action : open.open()) {
      timers.registerEventTimeTimer(lifecycle.lostAt(action) + idleTimeoutMillis);
    }
    actions.update(open);
  }
}
