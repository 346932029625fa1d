package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelFailedException;
import io.posestream.core.model.Scope;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
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
 * <p>Mutable: owned by one operator and used by its thread alone.
 */
final class ClipScoring implements AutoCloseable {
  /** Answers of models that run in shadow. */
  static final OutputTag<WindowScores> SHADOW =
      new OutputTag<>("shadow-scores", PoseStreamTypes.windowScores());

  private final BatchPolicy policy;
  private final ServingModels models;
  private final InferenceMetrics metrics;
  private final Output<StreamRecord<WindowScores>> output;
  private final ProcessingTimeService clock;
  private final WatermarkExit exit;
  private final SceneGate gate;
  private final LoadShedder shedder;
  private final List<Clip> batch;
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
   * @param output takes the answers
   * @param clock tells how long clips have waited
   * @param exit takes watermarks
   */
  ClipScoring(
      InferencePolicy policy,
      ServingModels models,
      InferenceMetrics metrics,
      Output<StreamRecord<WindowScores>> output,
      ProcessingTimeService clock,
      WatermarkExit exit) {
    this.policy = policy.batching();
    this.models = models;
    this.metrics = metrics;
    this.output = output;
    this.clock = clock;
    this.exit = exit;
    gate = new SceneGate(policy.sceneScore());
    shedder = new LoadShedder(policy.maxLag().toMillis());
    batch = new ArrayList<>(policy.batching().size());
  }

  /** Takes the next clip. */
  void take(Clip clip) {
    if (clip.showsNobody() && batch.isEmpty()) {
      emitNobody(clip);
      return;
    }
    LoadShedder.Verdict verdict =
        clip.showsNobody()
            ? LoadShedder.Verdict.KEPT
            : shedder.judge(clip, clock.getCurrentProcessingTime());
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

  /** Forwards a watermark, at once or behind the clips that wait. */
  void follow(Watermark mark) throws Exception {
    if (batch.isEmpty()) {
      exit.forward(mark);
    } else {
      heldWatermark = mark;
    }
  }

  @Override
  public void close() {
    models.close();
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
      score();
      batch.clear();
      batchNumber++;
    }
    if (heldWatermark != null) {
      Watermark mark = heldWatermark;
      heldWatermark = null;
      forward(mark);
    }
  }

  private void forward(Watermark mark) {
    try {
      exit.forward(mark);
    } catch (Exception e) {
      throw new IllegalStateException("the watermark " + mark + " could not be forwarded", e);
    }
  }

  private void score() {
    @Nullable ClipScores[] answers = new ClipScores[batch.size()];
    if (gate.isOpen()) {
      score(clip -> true, answers);
    } else {
      score(clip -> isScene(clip), answers);
      learnFromScenes(answers);
      score(clip -> !isScene(clip) && gate.passes(clip), answers);
    }
    for (int i = 0; i < answers.length; i++) {
      emit(batch.get(i), answers[i]);
    }
    scoreInShadow(answers);
  }

  // After the answers that count, so that these do not wait for it.
  private void scoreInShadow(@Nullable ClipScores[] answers) {
    Map<ServedModel, List<Integer>> byModel = new LinkedHashMap<>();
    for (int i = 0; i < answers.length; i++) {
      int place = i;
      if (answers[i] != null) {
        models
            .shadowOf(batch.get(i))
            .ifPresent(
                model -> byModel.computeIfAbsent(model, first -> new ArrayList<>()).add(place));
      }
    }
    byModel.forEach(
        (served, places) -> {
          try {
            runInShadow(served, places, answers);
          } catch (ModelFailedException e) {
            models.shadowFailed(served, e);
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

  private void score(Predicate<Clip> wanted, @Nullable ClipScores[] answers) {
    Map<ServedModel, List<Integer>> byModel = new LinkedHashMap<>();
    for (int i = 0; i < batch.size(); i++) {
      if (!batch.get(i).showsNobody() && wanted.test(batch.get(i))) {
        byModel.computeIfAbsent(models.of(batch.get(i)), first -> new ArrayList<>()).add(i);
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

  private void learnFromScenes(@Nullable ClipScores[] answers) {
    for (int i = 0; i < answers.length; i++) {
      ClipScores answer = answers[i];
      if (answer != null) {
        Clip scene = batch.get(i);
        gate.learn(scene, models.of(scene).model().description(), answer.probabilities());
      }
    }
  }

  private void emit(Clip clip, @Nullable ClipScores scores) {
    if (clip.showsNobody()) {
      emitNobody(clip);
      return;
    }
    if (scores == null) {
      metrics.gated(clip);
      return;
    }
    collect(answer(clip, models.of(clip), scores));
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
  private void emitNobody(Clip clip) {
    ModelDescription description = models.of(clip).model().description();
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
}
