package io.posestream.flink.inference;

import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.Unscored;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Absence;
import io.posestream.core.window.Clip;
import io.posestream.core.window.CrowdClip;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Collects clips into batches and sends on what the models answer, in the order of the clips.
 *
 * <p>A batch runs when it is full, when its first clip has waited for the linger time, with a clip
 * whose model gains nothing from batches, before each checkpoint barrier and at the end of the
 * input. Nothing waits across a checkpoint, so there is no state. A watermark that arrives while
 * clips wait is held until their scores are out; it does not end the batch.
 *
 * <p>A crowd's clip counts as a clip for each of its parts, which are never in two batches.
 *
 * <p>Absences do not count towards a batch and are not scored. One that arrives while clips wait is
 * held behind them, like a watermark, because the decision step relies on the order.
 *
 * <p>If inference lags too far, whole windows are dropped before they are scored. The life-cycle of
 * events sees a gap there.
 *
 * <p>Mutable: owned by one operator and used by its thread alone.
 */
final class ClipScoring implements AutoCloseable {
  /** Answers of models that run in shadow. */
  static final OutputTag<WindowScores> SHADOW =
      new OutputTag<>("shadow-scores", PoseStreamTypes.windowScores());

  private final BatchPolicy policy;
  private final ServingModels models;
  private final InferenceMetrics metrics;
  private final Output<StreamRecord<ScoreOutcome>> output;
  private final ProcessingTimeService clock;
  private final WatermarkExit exit;
  private final BatchScorer scorer;
  private final LoadShedder shedder;
  private final List<Clip> batch;
  // The clips of the batch, and the absences between them, in the order of their arrival.
  private final List<WindowOutcome> waiting = new ArrayList<>();
  private @Nullable Watermark heldWatermark;
  private long batchNumber;

  /** Where watermarks go that are held no longer. */
  interface WatermarkExit {
    void forward(Watermark mark) throws Exception;
  }

  /**
   * Creates an empty batch.
   *
   * @param policy when clips are scored, and which
   * @param models answer them; closed with this
   * @param metrics take what is done
   * @param output takes the answers and the absences
   * @param clock tells how long clips have waited
   * @param exit takes watermarks
   */
  ClipScoring(
      InferencePolicy policy,
      ServingModels models,
      InferenceMetrics metrics,
      Output<StreamRecord<ScoreOutcome>> output,
      ProcessingTimeService clock,
      WatermarkExit exit) {
    this.policy = policy.batching();
    this.models = models;
    this.metrics = metrics;
    this.output = output;
    this.clock = clock;
    this.exit = exit;
    scorer = new BatchScorer(models, metrics, policy);
    shedder = new LoadShedder(policy.maxLag().toMillis());
    batch = new ArrayList<>(policy.batching().size());
  }

  /** Takes what comes next. */
  void take(WindowOutcome outcome) {
    outcome.accept(this::takeClip, this::takeCrowd, this::takeAbsence, this::takeAbsence);
  }

  private void takeClip(Clip clip) {
    LoadShedder.Verdict verdict = shedder.judge(clip, clock.getCurrentProcessingTime());
    if (verdict != LoadShedder.Verdict.KEPT) {
      metrics.shed(List.of(clip), verdict);
      return;
    }
    batch.add(clip);
    waiting.add(clip);
    flushIfDue(List.of(clip));
  }

  // A crowd's parts never wait for each other: they are added together, before a batch can end.
  private void takeCrowd(CrowdClip crowd) {
    LoadShedder.Verdict verdict =
        shedder.judge(crowd.everybody(), clock.getCurrentProcessingTime());
    List<Clip> parts = crowd.clips();
    if (verdict != LoadShedder.Verdict.KEPT) {
      metrics.shed(parts, verdict);
      return;
    }
    scorer.expect(crowd, parts);
    batch.addAll(parts);
    waiting.addAll(parts);
    flushIfDue(parts);
  }

  private void flushIfDue(List<Clip> added) {
    if (batch.size() >= policy.size()
        || policy.linger().isZero()
        || !models.of(added.get(0)).model().gainsFromBatches()) {
      flush();
    } else if (batch.size() == added.size()) {
      flushAfterLinger();
    }
  }

  private void takeAbsence(Absence absence) {
    if (batch.isEmpty()) {
      emit(absence);
    } else {
      waiting.add(absence);
    }
  }

  /** Forwards a watermark, at once or behind the clips that wait. */
  void follow(Watermark mark) throws Exception {
    if (batch.isEmpty()) {
      exit.forward(mark);
    } else {
      heldWatermark = mark;
    }
  }

  private void flushAfterLinger() {
    long number = batchNumber;
    long due = clock.getCurrentProcessingTime() + policy.linger().toMillis();
    clock.registerTimer(
        due,
        time -> {
          if (number == batchNumber) {
            flush();
          }
        });
  }

  /** Scores what waits. */
  void flush() {
    if (!batch.isEmpty()) {
      Map<Clip, ScoredClip> answers = scorer.score(batch);
      for (WindowOutcome outcome : waiting) {
        outcome.accept(
            clip -> emit(clip, answers), ClipScoring::unexpected, this::emit, this::emit);
      }
      // After the answers that count, so that these do not wait for it.
      scorer.scoreInShadow(
          batch, answers, scores -> output.collect(SHADOW, stamped(scores, scores.endMillis())));
      batch.clear();
      scorer.forgetCrowds();
      waiting.clear();
      batchNumber++;
    }
    forwardHeldWatermark();
  }

  private static void unexpected(CrowdClip crowd) {
    throw new IllegalStateException("expected the parts of a crowd to wait, got " + crowd);
  }

  private void forwardHeldWatermark() {
    Watermark mark = heldWatermark;
    if (mark == null) {
      return;
    }
    heldWatermark = null;
    try {
      exit.forward(mark);
    } catch (Exception e) {
      throw new IllegalStateException("the watermark " + mark + " could not be forwarded", e);
    }
  }

  private void emit(Clip clip, Map<Clip, ScoredClip> answers) {
    ScoredClip scored = answers.get(clip);
    if (scored == null) {
      scorer.missed(clip);
    } else {
      emit(scored.answer());
    }
  }

  private void emit(Absence absence) {
    emit(new Unscored(absence));
  }

  private void emit(ScoreOutcome outcome) {
    output.collect(stamped(outcome, outcome.endMillis()));
  }

  private static <T> StreamRecord<T> stamped(T value, long endMillis) {
    return new StreamRecord<>(value, endMillis - 1);
  }

  @Override
  public void close() {
    models.close();
  }
}
