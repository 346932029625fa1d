package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.attribution.ActivationReader;
import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Scores clips in batches.
 *
 * <p>A batch is run when it is full, when its first clip has lingered, before each checkpoint
 * barrier and at the end of the input: nothing waits across a checkpoint, so there is no state. A
 * watermark that comes while clips wait is held behind them; it does not cut the batch, and no
 * score leaves behind its watermark.
 *
 * <p>An operator rather than a function, since no Flink function can batch across keys:
 * docs/decisions/003.
 */
public final class BatchingInference extends AbstractStreamOperator<WindowScores>
    implements OneInputStreamOperator<Clip, WindowScores>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  // configuration
  private final ActionModelFactory factory;
  private final BatchPolicy policy;

  // runtime
  private transient @Nullable ActionModel model;
  private transient @Nullable ActivationReader activations;
  private transient List<Clip> batch;
  private transient @Nullable Watermark heldWatermark;
  private transient InferenceMetrics metrics;
  private transient long batchNumber;

  /** Creates the operator. */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public BatchingInference(ActionModelFactory factory, BatchPolicy policy) {
    this.factory = factory;
    this.policy = policy;
  }

  @Override
  public void open() throws Exception {
    super.open();
    batch = new ArrayList<>(policy.size());
    metrics = new InferenceMetrics(getMetricGroup());
    ActionModel opened = factory.open();
    model = opened;
    activations = new ActivationReader(opened.description());
  }

  @Override
  public void processElement(StreamRecord<Clip> element) {
    batch.add(element.getValue());
    if (batch.size() >= policy.size() || policy.linger().isZero()) {
      flush();
    } else if (batch.size() == 1) {
      flushAfterLinger();
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (batch.isEmpty()) {
      super.processWatermark(mark);
    } else {
      heldWatermark = mark;
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    flush();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void endInput() {
    flush();
  }

  @Override
  public void close() throws Exception {
    if (model != null) {
      model.close();
    }
    super.close();
  }

  private void flushAfterLinger() {
    long number = batchNumber;
    long due = getProcessingTimeService().getCurrentProcessingTime() + policy.linger().toMillis();
    getProcessingTimeService()
        .registerTimer(
            due,
            time -> {
              if (number == batchNumber) {
                flush();
              }
            });
  }

  private void flush() {
    if (!batch.isEmpty()) {
      score(requireNonNull(model));
      batch.clear();
      batchNumber++;
    }
    if (heldWatermark != null) {
      Watermark mark = heldWatermark;
      heldWatermark = null;
      forward(mark);
    }
  }

  private void score(ActionModel open) {
    long start = System.nanoTime();
    List<ClipScores> scores = open.score(batch.stream().map(Clip::poses).toList());
    metrics.scored(batch, System.nanoTime() - start);
    ModelDescription description = open.description();
    List<String> labels = description.labelNames();
    for (int i = 0; i < scores.size(); i++) {
      Clip clip = batch.get(i);
      WindowScores answer =
          WindowScores.of(
              clip,
              labels,
              scores.get(i).probabilities(),
              description.reference(),
              requireNonNull(activations).read(clip.poses(), scores.get(i)));
      output.collect(new StreamRecord<>(answer, clip.window().endMillis() - 1));
    }
  }

  private void forward(Watermark mark) {
    try {
      super.processWatermark(mark);
    } catch (Exception e) {
      throw new IllegalStateException("the watermark " + mark + " could not be forwarded", e);
    }
  }
}
