package io.posestream.flink.inference;

import static java.util.Objects.requireNonNull;

import io.posestream.core.attribution.ActivationReader;
import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ClipScores;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
public final class BatchingInference extends AbstractStreamOperator<WindowScores>
    implements OneInputStreamOperator<Clip, WindowScores>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  // configuration
  private final ScopeModels factories;
  private final BatchPolicy policy;
  private final double sceneScore;
  private final Duration maxLag;

  // runtime
  private transient @Nullable Map<Scope, ActionModel> models;
  private transient Map<ActionModel, ActivationReader> activations;
  private transient SceneGate gate;
  private transient LoadShedder shedder;
  private transient List<Clip> batch;
  private transient @Nullable Watermark heldWatermark;
  private transient InferenceMetrics metrics;
  private transient long batchNumber;

  /**
   * Creates the operator.
   *
   * @param factories the model of each scope
   * @param policy how long clips wait for each other
   * @param sceneScore probability, in 0..1, of anything but the reject label that a scene must have
   *     for its persons and pairs to be scored; 0 scores them always
   * @param maxLag behind the wall clock beyond which whole windows are dropped; zero drops none
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public BatchingInference(
      ScopeModels factories, BatchPolicy policy, double sceneScore, Duration maxLag) {
    this.factories = factories;
    this.policy = policy;
    this.sceneScore = sceneScore;
    this.maxLag = maxLag;
  }

  @Override
  public void open() throws Exception {
    super.open();
    batch = new ArrayList<>(policy.size());
    metrics = new InferenceMetrics(getMetricGroup());
    gate = new SceneGate(sceneScore);
    shedder = new LoadShedder(maxLag.toMillis());
    Map<Scope, ActionModel> opened = factories.open();
    models = opened;
    activations = new IdentityHashMap<>();
    for (ActionModel model : opened.values()) {
      activations.computeIfAbsent(model, any -> new ActivationReader(any.description()));
    }
  }

  @Override
  public void processElement(StreamRecord<Clip> element) {
    Clip clip = element.getValue();
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
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void endInput() {
    flush();
  }

  @Override
  public void close() throws Exception {
    if (models != null) {
      // A model that several scopes share is closed once for each, which is safe.
      models.values().forEach(ActionModel::close);
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

  private void score(Map<Scope, ActionModel> open) {
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
  }

  private static boolean isScene(Clip clip) {
    return clip.subject().scope() == Scope.SCENE;
  }

  private void score(
      Map<Scope, ActionModel> open, Predicate<Clip> wanted, @Nullable ClipScores[] answers) {
    // By identity: scopes that share a model share its run.
    Map<ActionModel, List<Integer>> byModel = new IdentityHashMap<>();
    List<ActionModel> inOrder = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (!batch.get(i).showsNobody() && wanted.test(batch.get(i))) {
        ActionModel model = modelOf(batch.get(i), open);
        byModel.computeIfAbsent(model, first -> startOf(first, inOrder)).add(i);
      }
    }
    for (ActionModel model : inOrder) {
      run(model, requireNonNull(byModel.get(model)), answers);
    }
  }

  private static List<Integer> startOf(ActionModel model, List<ActionModel> inOrder) {
    inOrder.add(model);
    return new ArrayList<>();
  }

  private void run(ActionModel model, List<Integer> places, @Nullable ClipScores[] answers) {
    List<Clip> clips = places.stream().map(batch::get).toList();
    long start = System.nanoTime();
    List<ClipScores> scores = model.score(clips.stream().map(Clip::poses).toList());
    metrics.scored(clips, System.nanoTime() - start);
    for (int i = 0; i < scores.size(); i++) {
      answers[places.get(i)] = scores.get(i);
    }
  }

  private void learnFromScenes(Map<Scope, ActionModel> open, @Nullable ClipScores[] answers) {
    for (int i = 0; i < answers.length; i++) {
      ClipScores answer = answers[i];
      if (answer != null) {
        Clip scene = batch.get(i);
        gate.learn(scene, modelOf(scene, open).description(), answer.probabilities());
      }
    }
  }

  private void emit(Clip clip, Map<Scope, ActionModel> open, @Nullable ClipScores scores) {
    if (clip.showsNobody()) {
      emitNobody(clip, open);
      return;
    }
    if (scores == null) {
      metrics.gated(clip);
      return;
    }
    ActionModel model = modelOf(clip, open);
    ModelDescription description = model.description();
    WindowScores answer =
        WindowScores.of(
            clip,
            description.labelNames(),
            scores.probabilities(),
            description.reference(),
            requireNonNull(activations.get(model)).read(clip.poses(), scores));
    collect(answer);
  }

  // No model is asked; the answer takes its place among the others.
  private void emitNobody(Clip clip, Map<Scope, ActionModel> open) {
    ModelDescription description = modelOf(clip, open).description();
    float[] nothing = new float[description.labels().size()];
    collect(
        WindowScores.of(
            clip, description.labelNames(), nothing, description.reference(), List.of()));
  }

  private void collect(WindowScores answer) {
    output.collect(new StreamRecord<>(answer, answer.window().endMillis() - 1));
  }

  private static ActionModel modelOf(Clip clip, Map<Scope, ActionModel> open) {
    return requireNonNull(open.get(clip.subject().scope()), "no model for the scope of a clip");
  }

  private void forward(Watermark mark) {
    try {
      super.processWatermark(mark);
    } catch (Exception e) {
      throw new IllegalStateException("the watermark " + mark + " could not be forwarded", e);
    }
  }
}
