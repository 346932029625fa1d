package io.posestream.flink;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.models.ReplacementCheck;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.ScoreOutcome;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.WindowOutcome;
import io.posestream.flink.control.BroadcastControl;
import io.posestream.flink.control.ControlReview;
import io.posestream.flink.control.ControlSeed;
import io.posestream.flink.decision.ActionDecision;
import io.posestream.flink.decision.ControlledDecision;
import io.posestream.flink.inference.BatchingInference;
import io.posestream.flink.inference.BundleCatalog;
import io.posestream.flink.inference.ControlledInference;
import io.posestream.flink.inference.InferencePolicy;
import io.posestream.flink.inference.ScopeModels;
import io.posestream.flink.types.LabelCatalog;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.flink.window.ClipAssembler;
import io.posestream.flink.window.ControlledAssembler;
import io.posestream.flink.window.FaultLetters;
import java.util.Optional;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Recognises actions in a stream of keypoint frames.
 *
 * <p>Works on any {@code DataStream<PoseFrame>} with event-time watermarks and {@link
 * PoseStreamTypes#poseFrame()} as its type; Kafka is not needed:
 *
 * <pre>{@code
 * ActionStreams actions = ActionRecognition.builder(model).build().apply(frames);
 * actions.events().print();
 * }</pre>
 *
 * <p>Frames are partitioned by camera from here to the events, so each camera's events leave in
 * order.
 */
public final class ActionRecognition {
  // Clips and scores are few beside frames: none waits for a network buffer to fill.
  private static final long AT_ONCE = 0;
  private static final String SCORE_CLIPS = "score clips";
  private static final Optional<WindowScores> NO_SCORES = Optional.empty();

  private final ScopeModels models;
  private final AssemblyPolicy assembly;
  private final InferencePolicy inference;
  private final JobRules rules;
  private final ReplacementCheck replacements;
  private final BundleCatalog catalog;
  private final LabelCatalog labels;

  ActionRecognition(
      ScopeModels models,
      AssemblyPolicy assembly,
      InferencePolicy inference,
      JobRules rules,
      ReplacementCheck replacements,
      BundleCatalog catalog,
      LabelCatalog labels) {
    this.models = models;
    this.assembly = assembly;
    this.inference = inference;
    this.rules = rules;
    this.replacements = replacements;
    this.catalog = catalog;
    this.labels = labels;
  }

  /**
   * Starts a configuration with the defaults of {@code conf/job.yaml}.
   *
   * @param model opens the model; asked for its description at once
   * @throws RuntimeException if the model cannot be used, with the reason and the fix
   */
  public static ActionRecognitionBuilder builder(ActionModelFactory model) {
    return new ActionRecognitionBuilder(model);
  }

  /** Returns how clips are cut. */
  AssemblyPolicy assembly() {
    return assembly;
  }

  /** Returns when clips are scored, and which. */
  InferencePolicy inference() {
    return inference;
  }

  /**
   * Adds the operators to a stream.
   *
   * @param frames with event-time timestamps and watermarks
   */
  public ActionStreams apply(DataStream<PoseFrame> frames) {
    SingleOutputStreamOperator<WindowOutcome> clips =
        byCamera(frames).process(new ClipAssembler(assembly), PoseStreamTypes.windowOutcome());
    SingleOutputStreamOperator<ScoreOutcome> scores = scored(clips);
    return streams(
        clips,
        scores,
        byCamera(scores)
            .process(
                new ActionDecision(rules, assembly.idleTimeoutMillis(), labels),
                PoseStreamTypes.actionEvent()));
  }

  /**
   * Adds the operators to a stream, with rules and models that change.
   *
   * @param frames with event-time timestamps and watermarks
   * @param requests messages that ask for a change, in the order in which they are to be answered;
   *     their watermark must not hold back that of the frames
   * @param known what was accepted before those messages, for a job that starts without state
   */
  public ControlledStreams apply(
      DataStream<PoseFrame> frames, DataStream<ControlRequest> requests, ControlState known) {
    ControlSeed seed = new ControlSeed(known);
    SingleOutputStreamOperator<ControlChange> changes = reviewed(requests, seed);
    BroadcastStream<ControlChange> everywhere =
        changes.broadcast(BroadcastControl.RULES, BroadcastControl.MODELS);
    SingleOutputStreamOperator<WindowOutcome> clips =
        byCamera(frames)
            .connect(everywhere)
            .process(
                new ControlledAssembler(assembly, rules, seed), PoseStreamTypes.windowOutcome());
    SingleOutputStreamOperator<ScoreOutcome> scores = scored(clips, changes, seed);
    return new ControlledStreams(
        streams(clips, scores, decided(scores, everywhere, seed)),
        scores.getSideOutput(ControlledInference.SHADOW_SCORES),
        changes.getSideOutput(ControlReview.ANSWERS));
  }

  /** Returns the rules of the configuration. */
  public JobRules rules() {
    return rules;
  }

  /** Returns the check of which models may replace those of the configuration. */
  public ReplacementCheck replacements() {
    return replacements;
  }

  private SingleOutputStreamOperator<ScoreOutcome> scored(
      SingleOutputStreamOperator<WindowOutcome> clips) {
    return named(
        clipsByCamera(assembled(clips))
            .transform(
                SCORE_CLIPS,
                PoseStreamTypes.scoreOutcome(labels),
                new BatchingInference(models, inference)));
  }

  private SingleOutputStreamOperator<ControlChange> reviewed(
      DataStream<ControlRequest> requests, ControlSeed seed) {
    return requests
        .global()
        .process(new ControlReview(rules, replacements, seed), PoseStreamTypes.controlChange())
        .setParallelism(1)
        .setMaxParallelism(1)
        .uid("control-desk") // Part of savepoints: docs/decisions/016.
        .name("accept changes");
  }

  private SingleOutputStreamOperator<ScoreOutcome> scored(
      SingleOutputStreamOperator<WindowOutcome> clips,
      DataStream<ControlChange> changes,
      ControlSeed seed) {
    return named(
        clipsByCamera(assembled(clips))
            .connect(changes.broadcast())
            .transform(
                SCORE_CLIPS,
                PoseStreamTypes.scoreOutcome(labels),
                new ControlledInference(models, catalog, seed, inference)));
  }

  private SingleOutputStreamOperator<ActionEvent> decided(
      SingleOutputStreamOperator<ScoreOutcome> scores,
      BroadcastStream<ControlChange> everywhere,
      ControlSeed seed) {
    return byCamera(scores)
        .connect(everywhere)
        .process(
            new ControlledDecision(rules, seed, assembly.idleTimeoutMillis(), labels),
            PoseStreamTypes.actionEvent());
  }

  private static KeyedStream<PoseFrame, String> byCamera(DataStream<PoseFrame> frames) {
    return frames.keyBy(PoseFrame::camera);
  }

  private static KeyedStream<ScoreOutcome, String> byCamera(
      SingleOutputStreamOperator<ScoreOutcome> scores) {
    return scores.keyBy(ScoreOutcome::camera);
  }

  private static SingleOutputStreamOperator<WindowOutcome> assembled(
      SingleOutputStreamOperator<WindowOutcome> clips) {
    return clips.uid("clip-assembler").name("assemble clips").setBufferTimeout(AT_ONCE);
  }

  private static KeyedStream<WindowOutcome, String> clipsByCamera(DataStream<WindowOutcome> clips) {
    return clips.keyBy(WindowOutcome::camera);
  }

  private static SingleOutputStreamOperator<ScoreOutcome> named(
      SingleOutputStreamOperator<ScoreOutcome> scores) {
    return scores.uid("inference").setBufferTimeout(AT_ONCE);
  }

  private ActionStreams streams(
      SingleOutputStreamOperator<WindowOutcome> clips,
      SingleOutputStreamOperator<ScoreOutcome> scores,
      SingleOutputStreamOperator<ActionEvent> events) {
    return new ActionStreams(
        scoresOnly(scores),
        events.uid("decision").name("decide events"),
        clips.getSideOutput(ClipAssembler.REJECTED).union(faultLetters(clips)),
        clips.getSideOutput(ClipAssembler.LATE));
  }

  private SingleOutputStreamOperator<WindowScores> scoresOnly(
      SingleOutputStreamOperator<ScoreOutcome> outcomes) {
    return outcomes
        .flatMap(
            (FlatMapFunction<ScoreOutcome, WindowScores>)
                (outcome, out) ->
                    outcome
                        .match(Optional::of, none -> NO_SCORES, none -> NO_SCORES)
                        .ifPresent(out::collect))
        .returns(PoseStreamTypes.windowScores(labels))
        .uid("window-scores")
        .name("leave absences out");
  }

  private DataStream<RejectedRecord> faultLetters(SingleOutputStreamOperator<?> clips) {
    return byCamera(clips.getSideOutput(ClipAssembler.SPOILT))
        .process(new FaultLetters(assembly.idleTimeoutMillis()), PoseStreamTypes.rejectedRecord())
        .uid("fault-letters")
        .name("tell what frames lost");
  }
}
