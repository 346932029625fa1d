package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.model.Scope;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import io.posestream.flink.types.PoseStreamTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Scores clips in batches.
 *
 * <p>A batch is run when it is full, when its first clip has lingered, before each checkpoint
 * barrier and at the end of the input: nothing waits across a checkpoint, so there is no state. A
 * watermark that comes while clips wait is held behind them; it does not cut the batch, and no
 * score leaves behind its watermark.
 *
 * <p>Each scope's clips go to its own model. Behind a scene gate a batch takes two steps: the
 * scenes first, then the persons and pairs whose scene showed anything.
 *
 * <p>Word of windows without a clip passes through in its place.
 *
 * <p>Where inference lags further than it may, whole windows are dropped before they are scored:
 * the life-cycle of events sees a gap.
 *
 * <p>An operator rather than a function, since no Flink function can batch across keys:
 * docs/decisions/003.
 */
abstract class ClipInference extends AbstractStreamOperator<WindowScores> {
  /** Answers of models that run in shadow. */
  static final OutputTag<WindowScores> SHADOW =
      new OutputTag<>("shadow-scores", PoseStreamTypes.windowScores());

  private static final long serialVersionUID = 1L;

  // configuration
  private final BatchPolicy policy;
  private final double sceneScore;
  private final Duration maxLag;

  // runtime
  private transient @Nullable ServingModels models;
  private transient SceneGate gate;
  private transient LoadShedder shedder;
  private transient List<Clip> batch;
  private transient @Nullable Watermark heldWatermark;
  private transient InferenceMetrics metrics;
  private transient long batchNumber;

  /**
   * Creates the operator.
   *
   * @param policy how long clips wait for each other
   * @param sceneScore probability, in 0..1, of anything but the reject label that a scene must have
   *     for its persons and pairs to be scored; 0 scores them always
   * @param maxLag behind the wall clock beyond which whole windows are dropped; zero drops none
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  ClipInference(BatchPolicy policy, double sceneScore, Duration maxLag) {
    this.policy = policy;
    this.sceneScore = sceneScore;
    this.maxLag = maxLag;
  }

  /** Returns what the operator reports. */
  final InferenceMetrics metrics() {
    return metrics;
  }

  /** Opens the models; they are closed with the operator. */
  abstract ServingModels openModels() throws Exception;

  @Override
  public void open() throws Exception {
    super.open();
    batch = new ArrayList<>(policy.size());
    metrics = new InferenceMetrics(getMetricGroup());
    gate = new SceneGate(sceneScore);
    shedder = new LoadShedder(maxLag.toMillis());
    models = openModels();
  }

  /** Takes the next clip. */
  void take(Clip clip) {
    if (clip.showsNobody() && batch.isEmpty()) {
      emitNobody(clip, requireNonNull(models));
      return;
    }
    LoadShedder.Verdict verdict =
        clip.showsNobody()
            ? LoadShedder.Verdict.KEPT
            : shedder.judge(clip, getProcessingTimeService().getCurrentProcessingTime());
    if (verdict != LoadShedder.Verdict.KEPT) {
      metrics.shed(clip, verdict);
      return;
    }
    batch.add(clip);
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
  protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
    flush();
    super.processWatermarkStatus(status, input);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void close() throws Exception {
    if (models != null) {
      models.close();
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

  /** Scores what waits. */
  final void flush() {
    if (!batch.isEmpty()) {
      score(requireNonNull(models));
      batch.clear();
      batchNumber++;
    }
    if (heldWatermark != null) {
      Watermark mark = heldWatermark;
      heldWatermark = null;
      forward(mark);
    }
  }

  private void score(ServingModels open) {
    @Nullable ClipScores[] answers = new ClipScores[batch.size()];
    if (gate.isOpen()) {
      score(open, clip -> true, answers);
    } else {
      score(open, clip -> isScene(clip), answers);
      learnFromScenes(open, answers);
      score(open, clip -> !isScene(clip) && gate.passes(clip), answers);
    }
    for (int i = 0; i < answers.length; i++) {
      emit(batch.get(i), open, answers[i]);
    }
    scoreInShadow(open, answers);
  }

  // After the answers that count, so that these do not wait for it.
  private void scoreInShadow(ServingModels open, @Nullable ClipScores[] answers) {
    Map<ServedModel, List<Integer>> byModel = new LinkedHashMap<>();
    for (int i = 0; i < answers.length; i++) {
      int place = i;
      if (answers[i] != null) {
        open.shadowOf(batch.get(i))
            .ifPresent(
                model -> byModel.computeIfAbsent(model, first -> new ArrayList<>()).add(place));
      }
    }
    byModel.forEach(
        (served, places) -> {
          try {
            runInShadow(served, places, answers);
          } catch (ModelFailedException e) {
            open.shadowFailed(served, e);
          }
        });
  }

  private void runInShadow(
      ServedModel served, List<Integer> places, @Nullable ClipScores[] answers) {
    List<Clip> clips = places.stream().map(batch::get).toList();
    List<ClipScores> scores = served.model().score(clips.stream().map(Clip::poses).toList());
    for (int i = 0; i < scores.size(); i++) {
      metrics.shadowed(requireNonNull(answers[places.get(i)]), scores.get(i));
      output.collect(SHADOW, stamped(answer(clips.get(i), served, scores.get(i))));
    }
  }

  private static boolean isScene(Clip clip) {
    return clip.subject().scope() == Scope.SCENE;
  }

  private void score(ServingModels open, Predicate<Clip> wanted, @Nullable ClipScores[] answers) {
    Map<ServedModel, List<Integer>> byModel = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      if (!batch.get(i).showsNobody() && wanted.test(batch.get(i))) {
        byModel.computeIfAbsent(open.of(batch.get(i)), first -> new ArrayList<>()).add(i);
      }
    }
    byModel.forEach((model, places) -> run(model, places, answers));
  }

  private void run(ServedModel served, List<Integer> places, @Nullable ClipScores[] answers) {
    List<Clip> clips = places.stream().map(batch::get).toList();
    long start = System.nanoTime();
    List<ClipScores> scores = served.model().score(clips.stream().map(Clip::poses).toList());
    metrics.scored(clips, System.nanoTime() - start);
    for (int i = 0; i < scores.size(); i++) {
      answers[places.get(i)] = scores.get(i);
    }
  }

  private void learnFromScenes(ServingModels open, @Nullable ClipScores[] answers) {
    for (int i = 0; i < answers.length; i++) {
      ClipScores answer = answers[i];
      if (answer != null) {
        Clip scene = batch.get(i);
        gate.learn(scene, open.of(scene).model().description(), answer.probabilities());
      }
    }
  }

  private void emit(Clip clip, ServingModels open, @Nullable ClipScores scores) {
    if (clip.showsNobody()) {
      emitNobody(clip, open);
      return;
    }
    if (scores == null) {
      metrics.gated(clip);
      return;
    }
    collect(answer(clip, open.of(clip), scores));
  }

  private static WindowScores answer(Clip clip, ServedModel served, ClipScores scores) {
    ModelDescription description = served.model().description();
    return WindowScores.of(
        clip,
        description.labelNames(),
        scores.probabilities(),
        description.reference(),
        served.activations().read(clip.poses(), scores));
  }

  // No model is asked; the answer takes its place among the others.
  private void emitNobody(Clip clip, ServingModels open) {
    ModelDescription description = open.of(clip).model().description();
    float[] nothing = new float[description.labels().size()];
    collect(
        WindowScores.of(
            clip, description.labelNames(), nothing, description.reference(), List.of()));
  }

  private void collect(WindowScores answer) {
    output.collect(stamped(answer));
  }

  private static StreamRecord<WindowScores> stamped(WindowScores answer) {
    return new StreamRecord<>(answer, answer.window().endMillis() - 1);
  }

  private void forward(Watermark mark) {
    try {
      super.processWatermark(mark);
    } catch (Exception e) {
      throw new IllegalStateException("the watermark " + mark + " could not be forwarded", e);
    }
  }
}
