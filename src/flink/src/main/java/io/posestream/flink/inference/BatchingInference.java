package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.window.WindowOutcome;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Scores clips in batches, with models that stay as long as the job runs.
 *
 * <p>An operator rather than a function, since no Flink function can batch across keys:
 * docs/decisions/003.
 */
public final class BatchingInference extends AbstractStreamOperator<ScoreOutcome>
    implements OneInputStreamOperator<WindowOutcome, ScoreOutcome>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  // configuration
  private final ScopeModels factories;
  private final InferencePolicy policy;

  // runtime
  private transient @Nullable ClipScoring scoring;

  /**
   * Creates the operator.
   *
   * @param factories the model of each scope
   * @param policy when clips are scored, and which
   */
  public BatchingInference(ScopeModels factories, InferencePolicy policy) {
    this.factories = factories;
    this.policy = policy;
  }

  @Override
  public void open() throws Exception {
    super.open();
    scoring =
        new ClipScoring(
            policy,
            factories.open(),
            new InferenceMetrics(getMetricGroup()),
            output,
            getProcessingTimeService(),
            super::processWatermark);
  }

  private ClipScoring scoring() {
    return requireNonNull(scoring);
  }

  @Override
  public void processElement(StreamRecord<WindowOutcome> element) {
    scoring().take(element.getValue());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    scoring().follow(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    scoring().flush();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    scoring().flush();
  }

  @Override
  public void endInput() {
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
