package io.posestream.flink.inference;

import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Scores clips in batches, with models that stay as long as the job runs. */
public final class BatchingInference extends ClipInference
    implements OneInputStreamOperator<Clip, WindowScores>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final ScopeModels factories;

  /**
   * Creates the operator.
   *
   * @param factories the model of each scope
   * @param policy how long clips wait for each other
   * @param sceneScore probability, in 0..1, of anything but the reject label that a scene must have
   *     for its persons and pairs to be scored; 0 scores them always
   * @param maxLag behind the wall clock beyond which whole windows are dropped; zero drops none
   */
  public BatchingInference(
      ScopeModels factories, BatchPolicy policy, double sceneScore, Duration maxLag) {
    super(policy, sceneScore, maxLag);
    this.factories = factories;
  }

  @Override
  ServingModels openModels() {
    return factories.open();
  }

  @Override
  public void processElement(StreamRecord<Clip> element) {
    take(element.getValue());
  }

  @Override
  public void endInput() {
    flush();
  }
}
