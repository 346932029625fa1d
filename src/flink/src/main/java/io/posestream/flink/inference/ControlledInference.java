package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.control.BroadcastControl;
import io.posestream.flink.control.ControlSeed;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Scores clips in batches, with models that messages replace.
 *
 * <p>The first input is the clips, the second the accepted changes, which every subtask gets. The
 * only state is which models there are.
 */
public final class ControlledInference extends AbstractStreamOperator<ScoreOutcome>
    implements TwoInputStreamOperator<WindowOutcome, ControlChange, ScoreOutcome>,
        BoundedMultiInput {
  /** Answers of models that run in shadow. */
  public static final OutputTag<WindowScores> SHADOW_SCORES = ClipScoring.SHADOW;

  private static final long serialVersionUID = 1L;

  // configuration
  private final ScopeModels factories;
  private final BundleCatalog catalog;
  private final ControlSeed seed;
  private final InferencePolicy policy;

  // runtime
  private transient BroadcastState<String, AcceptedModels> checkpointed;
  private transient ExchangedModels models;
  private transient @Nullable ClipScoring scoring;

  /**
   * Creates the operator.
   *
   * @param factories the model of each scope when the job starts without any message
   * @param catalog finds the models that messages name
   * @param seed what was accepted before, for an operator without state
   * @param policy when clips are scored, and which
   */
  @SuppressWarnings("NullAway.Init") // Flink initializes the state and opens before anything else.
  public ControlledInference(
      ScopeModels factories, BundleCatalog catalog, ControlSeed seed, InferencePolicy policy) {
    this.factories = factories;
    this.catalog = catalog;
    this.seed = seed;
    this.policy = policy;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    checkpointed = context.getOperatorStateStore().getBroadcastState(BroadcastControl.MODELS);
  }

  @Override
  public void open() throws Exception {
    super.open();
    AcceptedModels accepted =
        checkpointed.contains(BroadcastControl.KEY)
            ? requireNonNull(checkpointed.get(BroadcastControl.KEY))
            : seed.state().models();
    InferenceMetrics metrics = new InferenceMetrics(getMetricGroup());
    models =
        new ExchangedModels(factories.slots(), catalog, metrics, accepted, factories.openAgain());
    scoring =
        new ClipScoring(
            policy, models, metrics, output, getProcessingTimeService(), super::processWatermark);
  }

  private ClipScoring scoring() {
    return requireNonNull(scoring);
  }

  @Override
  public void processElement1(StreamRecord<WindowOutcome> element) {
    scoring().take(element.getValue());
  }

  @Override
  public void processElement2(StreamRecord<ControlChange> element) throws Exception {
    BroadcastControl.requireKnown(element.getValue());
    if (element.getValue() instanceof ModelChange change) {
      // Clips that wait came before the change.
      scoring().flush();
      models.change(change);
      checkpointed.put(BroadcastControl.KEY, models.accepted());
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    scoring().follow(mark);
  }

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
    scoring().flush();
    super.processWatermarkStatus(status, input);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    scoring().flush();
  }

  @Override
  public void endInput(int input) {
    scoring().flush();
  }

  @Override
  public void close() throws Exception {
    if (scoring != null) {
      scoring.close();
    }
    super.close();
  }
}
