package io.posestream.flink.decision;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.ActionLifecycle;
import io.posestream.core.event.CameraActions;
import io.posestream.core.event.EventRules;
import io.posestream.core.event.Phase;
import io.posestream.core.event.ZoneGuard;
import io.posestream.core.score.WindowScores;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.metrics.EnumCounters;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Keeps what happens on each camera, and emits the life-cycle of its actions.
 *
 * <p>Keyed by camera, so that a camera's events leave in order. The camera's own scores tell which
 * of its tracks are lost, and word of its silence ends what is open on it. For cameras whose
 * windows are all shed or hold too few frames a timer does: it trails the newest scores by the idle
 * timeout as well, for the watermark may run so far ahead of a camera whose neighbours' clocks do.
 * Where nothing happens there is no state.
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
  private transient EnumCounters<Phase> eventsByPhase;

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
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("posestream");
    events = metrics.counter("events");
    eventsByPhase = new EnumCounters<>(metrics, "phase", "eventSteps", Phase.class);
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
    eventsByPhase.inc(event.phase());
    out.collect(event);
  }

  private void keep(CameraActions open, TimerService timers) throws Exception {
    if (open.isEmpty()) {
      actions.clear();
      return;
    }
    lifecycle.dueAt(open).ifPresent(due -> timers.registerEventTimeTimer(due + idleTimeoutMillis));
    actions.update(open);
  }
}
