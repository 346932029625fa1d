package io.posestream.flink.control;

import io.posestream.core.control.ControlAnswer;
import io.posestream.core.control.ControlChange;
import io.posestream.core.control.ControlRequest;
import io.posestream.core.desk.ControlLedger;
import io.posestream.core.rule.JobRules;
import io.posestream.flink.inference.BundleShelf;
import io.posestream.flink.metrics.EnumCounters;
import io.posestream.flink.types.ControlSeed;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Accepts or refuses messages that ask for a change, and gives each accepted one its version.
 *
 * <p>One subtask, so that all others see the changes in one order.
 */
public final class ControlDesk extends ProcessFunction<ControlRequest, ControlChange>
    implements CheckpointedFunction {
  /** Answers to the messages. */
  public static final OutputTag<ControlAnswer> ANSWERS =
      new OutputTag<>("control-answers", PoseStreamTypes.controlAnswer());

  private static final long serialVersionUID = 1L;

  // configuration
  private final JobRules job;
  private final BundleShelf bundles;
  private final ControlSeed seed;

  // runtime
  @SuppressWarnings("NullAway.Init") // Flink initializes the state before anything else.
  private transient ControlLedger ledger;

  @SuppressWarnings("NullAway.Init") // As above.
  private transient ListState<ControlLedger> kept;

  private transient EnumCounters<ControlAnswer.Outcome> rules;
  private transient EnumCounters<ControlAnswer.Outcome> models;

  /**
   * Creates the function.
   *
   * @param job the rules that lie under all others
   * @param bundles where models are found
   * @param seed what was accepted before, for a job without state
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before any element.
  public ControlDesk(JobRules job, BundleShelf bundles, ControlSeed seed) {
    this.job = job;
    this.bundles = bundles;
    this.seed = seed;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    kept =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("control-ledger", PoseStreamTypes.controlLedger()));
    ledger = seed.ledger();
    for (ControlLedger restored : kept.get()) {
      ledger = restored;
    }
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("posestream");
    rules = new EnumCounters<>(metrics, "outcome", "ruleMessages", ControlAnswer.Outcome.class);
    models = new EnumCounters<>(metrics, "outcome", "modelMessages", ControlAnswer.Outcome.class);
    metrics.gauge("ruleVersion", () -> ledger.rules().book().version());
    metrics.gauge("modelVersion", () -> ledger.models().book().version());
  }

  @Override
  public void processElement(
      ControlRequest request, Context context, Collector<ControlChange> out) {
    ControlLedger.Ruling ruling = ledger.rule(request, job, bundles);
    ledger = ruling.ledger();
    ControlAnswer answer = ruling.answer();
    (answer.kind() == ControlAnswer.Kind.RULES ? rules : models).inc(answer.outcome());
    context.output(ANSWERS, answer);
    ruling.change().ifPresent(out::collect);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    kept.update(List.of(ledger));
  }
}
