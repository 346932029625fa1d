package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.control.ControlChange;
import io.posestream.core.rollout.ModelBook;
import io.posestream.core.rollout.ModelChange;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import io.posestream.flink.control.BroadcastControl;
import io.posestream.flink.types.ControlSeed;
import java.time.Duration;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Scores clips in batches, with models that messages exchange.
 *
 * <p>The first input is the clips, the second the accepted changes, which every subtask gets. Its
 * only state is which models there are.
 */
public final class ControlledInference extends ClipInference
    implements TwoInputStreamOperator<Clip, ControlChange, WindowScores>, BoundedMultiInput {
  /** Answers of models that run in shadow. */
  public static final OutputTag<WindowScores> SHADOW_SCORES = SHADOW;

  private static final long serialVersionUID = 1L;

  // configuration
  private final ScopeModels factories;
  private final BundleCatalog catalog;
  private final ControlSeed seed;

  // runtime
  private transient BroadcastState<String, ModelBook> kept;
  private transient ExchangedModels models;

  /**
   * Creates the operator.
   *
   * @param factories the model of each scope when the job starts without any message
   * @param catalog where other models are found
   * @param seed what was accepted before, for an operator without state
   * @param policy how long clips wait for each other
   * @param sceneScore probability, in 0..1, of anything but the reject label that a scene must have
   *     for its persons and pairs to be scored; 0 scores them always
   * @param maxLag behind the wall clock beyond which whole windows are dropped; zero drops none
   */
  @SuppressWarnings("NullAway.Init") // Flink initializes the state and opens before anything else.
  public ControlledInference(
      ScopeModels factories,
      BundleCatalog catalog,
      ControlSeed seed,
      BatchPolicy policy,
      double sceneScore,
      Duration maxLag) {
    super(policy, sceneScore, maxLag);
    this.factories = factories;
    this.catalog = catalog;
    this.seed = seed;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    kept = context.getOperatorStateStore().getBroadcastState(BroadcastControl.MODELS);
  }

  @Override
  ServingModels openModels() throws Exception {
    ModelBook book =
        kept.contains(BroadcastControl.BOOK)
            ? requireNonNull(kept.get(BroadcastControl.BOOK))
            : seed.ledger().models().book();
    models = new ExchangedModels(factories.slots(), catalog, metrics(), book);
    return models;
  }

  @Override
  public void processElement1(StreamRecord<Clip> element) {
    take(element.getValue());
  }

  @Override
  public void processElement2(StreamRecord<ControlChange> element) throws Exception {
    if (element.getValue() instanceof ModelChange change) {
      // What waits was cut before the change came.
      flush();
      models.change(change);
      kept.put(BroadcastControl.BOOK, models.book());
    }
  }

  @Override
  public void endInput(int input) {
    flush();
  }
}
