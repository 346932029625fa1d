package io.posestream.flink.decision;

import io.posestream.core.control.rules.HeldRules;
import io.posestream.core.control.rules.RulePlan;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.ActionLifecycle;
import io.posestream.core.event.CameraActions;
import io.posestream.core.event.Phase;
import io.posestream.core.event.ZoneGuard;
import io.posestream.core.score.WindowScores;
import io.posestream.flink.metrics.EnumCounters;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;

/**
 * What happens on the camera of the current key, in keyed state.
 *
 * <p>The camera's own scores tell which of its tracks are lost, and word of its silence ends what
 * is open on it. For cameras whose windows are all shed or hold too few frames a timer does: it
 * trails the newest scores by the idle timeout as well, for the watermark may run so far ahead of a
 * camera whose neighbours' clocks do. Where nothing happens there is no state.
 */
final class OpenActions {
  private final RulePlan plan;
  private final long idleTimeoutMillis;
  private final ValueState<CameraActions> actions;
  private final Counter events;
  private final EnumCounters<Phase> eventsByPhase;

  /**
   * Registers state and metrics.
   *
   * @param runtime of the function that owns it
   * @param plan which rules hold
   * @param idleTimeoutMillis how far a camera may lag behind the watermark without being idle
   */
  OpenActions(RuntimeContext runtime, RulePlan plan, long idleTimeoutMillis) {
    this.plan = plan;
    this.idleTimeoutMillis = idleTimeoutMillis;
    MetricGroup metrics = runtime.getMetricGroup().addGroup("posestream");
    events = metrics.counter("events");
    eventsByPhase = new EnumCounters<>(metrics, "phase", "eventSteps", Phase.class);
    actions =
        runtime.getState(
            new ValueStateDescriptor<>("open-actions", PoseStreamTypes.cameraActions()));
  }

  /** Takes the scores of a window. */
  void take(WindowScores scores, TimerService timers, Collector<ActionEvent> out) throws Exception {
    CameraActions open = Optional.ofNullable(actions.value()).orElse(CameraActions.NONE);
    // The camera's newest window decides, so that rules never go back for one of its subjects.
    long newest = Math.max(open.newestMillis(), scores.window().endMillis()) - 1;
    HeldRules held = plan.at(scores.subject().camera(), newest, scores.model());
    ActionLifecycle lifecycle = lifecycle(held);
    WindowScores admitted = new ZoneGuard(held.zones()).admitted(scores);
    keep(lifecycle, lifecycle.take(admitted, open, event -> emit(event, out)), timers);
  }

  /** Ends what is over by the time of a timer. */
  void expire(String camera, long timestamp, TimerService timers, Collector<ActionEvent> out)
      throws Exception {
    CameraActions open = actions.value();
    if (open != null) {
      long reached = timestamp - idleTimeoutMillis;
      ActionLifecycle lifecycle =
          lifecycle(plan.at(camera, Math.max(open.newestMillis() - 1, reached)));
      keep(lifecycle, lifecycle.expire(reached, open, event -> emit(event, out)), timers);
    }
  }

  private static ActionLifecycle lifecycle(HeldRules held) {
    return new ActionLifecycle(held.events(), held.version());
  }

  private void emit(ActionEvent event, Collector<ActionEvent> out) {
    events.inc();
    eventsByPhase.inc(event.phase());
    out.collect(event);
  }

  private void keep(ActionLifecycle lifecycle, CameraActions open, TimerService timers)
      throws Exception {
    if (open.isEmpty()) {
      actions.clear();
      return;
    }
    lifecycle.dueAt(open).ifPresent(due -> timers.registerEventTimeTimer(due + idleTimeoutMillis));
    actions.update(open);
  }
}
