package io.posestream.flink.rule;

import io.posestream.core.rule.JobRules;
import io.posestream.core.rule.RuleAnswer;
import io.posestream.core.rule.RuleChange;
import io.posestream.core.rule.RuleLedger;
import io.posestream.core.rule.RuleRequest;
import io.posestream.flink.metrics.EnumCounters;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.flink.types.RuleSeed;
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
 * Accepts or refuses messages that ask for rules, and gives each accepted one its version.
 *
 * <p>One subtask, so that all others see the changes in one order.
 */
public final class RuleDesk extends ProcessFunction<RuleRequest, RuleChange>
    implements CheckpointedFunction {
  /** Answers to the messages. */
  public static final OutputTag<RuleAnswer> ANSWERS =
      new OutputTag<>("rule-answers", PoseStreamTypes.ruleAnswer());

  private static final long serialVersionUID = 1L;

  // configuration
  private final JobRules job;
  private final RuleSeed seed;

  // runtime
  @SuppressWarnings("NullAway.Init") // Flink initializes the state before anything else.
  private transient RuleLedger ledger;

  @SuppressWarnings("NullAway.Init") // As above.
  private transient ListState<RuleLedger> kept;

  private transient EnumCounters<RuleAnswer.Outcome> answers;

  /**
   * Creates the function.
   *
   * @param job the rules that lie under all others
   * @param seed what was accepted before, for a job without state
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before any element.
  public RuleDesk(JobRules job, RuleSeed seed) {
    this.job = job;
    this.seed = seed;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    kept =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("rule-ledger", PoseStreamTypes.ruleLedger()));
    ledger = seed.ledger();
    for (RuleLedger restored : kept.get()) {
      ledger = restored;
    }
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("posestream");
    answers = new EnumCounters<>(metrics, "outcome", "ruleMessages", RuleAnswer.Outcome.class);
    metrics.gauge("ruleVersion", () -> ledger.book().version());
  }

  @Override
  public void processElement(RuleRequest request, Context context, Collector<RuleChange> out) {
    RuleLedger.Ruling ruling = ledger.rule(request, job);
    ledger = ruling.ledger();
    answers.inc(ruling.answer().outcome());
    context.output(ANSWERS, ruling.answer());
    ruling.change().ifPresent(out::collect);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    kept.update(List.of(ledger));
  }
}
