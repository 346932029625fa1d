package io.posestream.flink.decision;

import io.posestream.core.control.rules.HeldRules;
import io.posestream.core.control.rules.RulePlan;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.ActionLifecycle;
import io.posestream.core.event.CameraActions;
import io.posestream.core.event.Phase;
import io.posestream.core.event.SubjectActions;
import io.posestream.core.event.ZoneGuard;
import io.posestream.core.model.ModelReference;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Absence;
import io.posestream.core.window.Subject;
import io.posestream.flink.metrics.EnumCounters;
import io.posestream.flink.types.LabelCatalog;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;

/**
 * Decides what happens on the camera of the current key, in keyed state.
 *
 * <p>The camera's own scores tell which of its tracks are lost, and its silence ends what is open
 * on it. A timer does so for cameras that give neither, because all their windows are shed or hold
 * too few frames. It trails the newest scores by the idle timeout as well: the watermark may run
 * that far ahead of a camera whose neighbours' clocks do.
 *
 * <p>There is one timer for each camera with state: it is set with the first state, and when it
 * fires it either sets itself again or takes the state away. A camera on which nothing happens has
 * neither.
 */
final class CameraDecision {
  private final RulePlan plan;
  private final long idleTimeoutMillis;
  private final ValueState<CameraActions> actions;
  // The camera's newest window when its timer was set.
  private final ValueState<Long> awaited;
  private final Counter events;
  private final EnumCounters<Phase> eventsByPhase;

  /**
   * Registers state and metrics.
   *
   * @param runtime of the function that owns it
   * @param plan which rules hold
   * @param idleTimeoutMillis how far a camera may lag behind the watermark without being idle
   * @param labels that scores in state refer to
   */
  CameraDecision(
      RuntimeContext runtime, RulePlan plan, long idleTimeoutMillis, LabelCatalog labels) {
    this.plan = plan;
    this.idleTimeoutMillis = idleTimeoutMillis;
    MetricGroup metrics = runtime.getMetricGroup().addGroup("posestream");
    events = metrics.counter("events");
    eventsByPhase = new EnumCounters<>(metrics, "phase", "eventSteps", Phase.class);
    actions =
        runtime.getState(
            new ValueStateDescriptor<>("open-actions", PoseStreamTypes.cameraActions(labels)));
    awaited = runtime.getState(new ValueStateDescriptor<>("awaited-from", Types.LONG));
  }

  /** Takes what came of a window or of a silence. */
  void take(ScoreOutcome outcome, TimerService timers, Collector<ActionEvent> out)
      throws Exception {
    CameraActions known = actions.value();
    CameraActions before = Optional.ofNullable(known).orElse(CameraActions.NONE);
    Step step =
        outcome.match(
            scores -> scored(scores, before, out),
            empty -> ruled(empty, before, rules -> rules.take(empty, before, emitter(out))),
            silence -> ruled(silence, before, rules -> rules.take(silence, before, emitter(out))));
    if (known == null && !step.after().isEmpty()) {
      await(dueAt(step), step, timers);
    }
    if (!before.isEmpty() || !step.after().isEmpty()) {
      // What is empty stays, for the timer that is set to take away.
      actions.update(step.after().isEmpty() ? CameraActions.NONE : step.after());
    }
  }

  /**
   * What was done.
   *
   * @param rules that were followed
   * @param after the camera's actions from here on
   */
  private record Step(ActionLifecycle rules, CameraActions after) {}

  private Step scored(WindowScores scores, CameraActions before, Collector<ActionEvent> out) {
    HeldRules held = plan.at(scores.camera(), newest(before, scores.endMillis()), scores.model());
    ActionLifecycle rules = lifecycle(held);
    WindowScores admitted = new ZoneGuard(held.zones()).admitted(scores);
    return new Step(rules, rules.take(admitted, before, emitter(out)));
  }

  private Step ruled(
      Absence absence, CameraActions before, Function<ActionLifecycle, CameraActions> take) {
    long newest = newest(before, absence.window().endMillis());
    Optional<ModelReference> model =
        before.of(Subject.scene(absence.camera())).flatMap(SubjectActions::model);
    ActionLifecycle rules =
        lifecycle(
            model
                .map(known -> plan.at(absence.camera(), newest, known))
                .orElseGet(() -> plan.at(absence.camera(), newest)));
    return new Step(rules, take.apply(rules));
  }

  // The camera's newest window decides, so that rules never go back for one of its subjects.
  private static long newest(CameraActions before, long endMillis) {
    return Math.max(before.newestMillis(), endMillis) - 1;
  }

  /** Ends what is over by the time of the camera's timer, and sets it again or clears the state. */
  void expire(String camera, long timestamp, TimerService timers, Collector<ActionEvent> out)
      throws Exception {
    CameraActions before = actions.value();
    if (before == null) {
      return;
    }
    long reached = reached(timestamp, before);
    ActionLifecycle rules =
        lifecycle(plan.at(camera, Math.max(before.newestMillis() - 1, reached)));
    Step step = new Step(rules, rules.expire(reached, before, emitter(out)));
    if (step.after().isEmpty()) {
      actions.clear();
      awaited.clear();
      return;
    }
    actions.update(step.after());
    await(dueAfter(timestamp, step), step, timers);
  }

  // A camera that goes on has its own time, which may be far behind if its clock was set back.
  private long reached(long timestamp, CameraActions before) throws Exception {
    long reached = timestamp - idleTimeoutMillis;
    Long newest = awaited.value();
    return newest == null || newest == before.newestMillis()
        ? reached
        : Math.min(reached, before.newestMillis());
  }

  private void await(long due, Step step, TimerService timers) throws Exception {
    awaited.update(step.after().newestMillis());
    long watermark = timers.currentWatermark();
    timers.registerEventTimeTimer(due > watermark ? due : watermark + idleTimeoutMillis);
  }

  private long dueAfter(long timestamp, Step step) {
    // An action that starts after a long cool-down was noted may be lost before that is over.
    long soon = timestamp + idleTimeoutMillis;
    long due = dueAt(step);
    return due > timestamp && due < soon ? due : soon;
  }

  private long dueAt(Step step) {
    return step.rules().dueAt(step.after()).orElse(step.after().newestMillis()) + idleTimeoutMillis;
  }

  private static ActionLifecycle lifecycle(HeldRules held) {
    return new ActionLifecycle(held.events(), held.version());
  }

  private Consumer<ActionEvent> emitter(Collector<ActionEvent> out) {
    return event -> {
      events.inc();
      eventsByPhase.inc(event.phase());
      out.collect(event);
    };
  }
}
