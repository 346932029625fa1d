package io.posestream.flink.control;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.models.ReplacementCheck;
import io.posestream.core.control.rules.JobRules;
import io.posestream.flink.metrics.EnumCounters;
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
 * <p>Runs as one subtask, so that all operators see the changes in one order.
 */
public final class ControlReview extends ProcessFunction<ControlRequest, ControlChange>
    implements CheckpointedFunction {
  /** Answers to the messages. */
  public static final OutputTag<ControlAnswer> ANSWERS =
      new OutputTag<>("control-answers", PoseStreamTypes.controlAnswer());

  private static final long serialVersionUID = 1L;

  // Part of savepoints; older than the name of the class.
  private static final String STATE_NAME = "control-ledger";

  // configuration
  private final JobRules job;
  private final ReplacementCheck replacements;
  private final ControlSeed seed;

  // runtime
  @SuppressWarnings("NullAway.Init") // Flink initializes the state before anything else.
  private transient ControlState state;

  @SuppressWarnings("NullAway.Init") // As above.
  private transient ListState<ControlState> checkpointed;

  private transient EnumCounters<ControlAnswer.Outcome> rules;
  private transient EnumCounters<ControlAnswer.Outcome> models;

  /**
   * Creates the function.
   *
   * @param job the rules of the job's configuration
   * @param replacements tells which models may replace those of the configuration
   * @param seed what was accepted before, for a job without state
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before any element.
  public ControlReview(JobRules job, ReplacementCheck replacements, ControlSeed seed) {
    this.job = job;
    this.replacements = replacements;
    this.seed = seed;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    checkpointed =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>(STATE_NAME, PoseStreamTypes.controlState()));
    state = seed.state();
    for (ControlState restored : checkpointed.get()) {
      state = restored;
    }
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("posestream");
    rules = new EnumCounters<>(metrics, "outcome", "ruleMessages", ControlAnswer.Outcome.class);
    models = new EnumCounters<>(metrics, "outcome", "modelMessages", ControlAnswer.Outcome.class);
    metrics.gauge("ruleVersion", () -> state.rules().version());
    metrics.gauge("modelVersion", () -> state.models().version());
  }

  @Override
  public void processElement(
      ControlRequest request, Context context, Collector<ControlChange> out) {
    ControlState.Review review = state.review(request, job, replacements);
    state = review.state();
    count(review.answer());
    context.output(ANSWERS, review.answer());
    review.change().ifPresent(out::collect);
  }

  private void count(ControlAnswer answer) {
    switch (answer.kind()) {
      case RULES -> rules.inc(answer.outcome());
      case MODEL -> models.inc(answer.outcome());
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    checkpointed.update(List.of(state));
  }
}
