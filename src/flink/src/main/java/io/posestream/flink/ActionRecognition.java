package io.posestream.flink;

import io.posestream.core.control.ControlChange;
import io.posestream.core.control.ControlRequest;
import io.posestream.core.desk.ControlLedger;
import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.rollout.ModelShelf;
import io.posestream.core.rule.JobRules;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.Clip;
import io.posestream.flink.control.BroadcastControl;
import io.posestream.flink.control.ControlDesk;
import io.posestream.flink.decision.ActionDecision;
import io.posestream.flink.decision.ControlledDecision;
import io.posestream.flink.inference.ActionModelFactory;
import io.posestream.flink.inference.BatchingInference;
import io.posestream.flink.inference.BundleShelf;
import io.posestream.flink.inference.ControlledInference;
import io.posestream.flink.inference.InferencePolicy;
import io.posestream.flink.inference.ScopeModels;
import io.posestream.flink.types.ControlSeed;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.flink.window.ClipAssembler;
import io.posestream.flink.window.ControlledAssembler;
import io.posestream.flink.window.FaultLetters;
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

  private final ScopeModels models;
  private final AssemblyPolicy assembly;
  private final InferencePolicy inference;
  private final JobRules rules;
  private final BundleShelf bundles;

  ActionRecognition(
      ScopeModels models,
      AssemblyPolicy assembly,
      InferencePolicy inference,
      JobRules rules,
      BundleShelf bundles) {
    this.models = models;
    this.assembly = assembly;
    this.inference = inference;
    this.rules = rules;
    this.bundles = bundles;
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

  /**
   * Adds the operators to a stream.
   *
   * @param frames with event-time timestamps and watermarks
   */
  public ActionStreams apply(DataStream<PoseFrame> frames) {
    SingleOutputStreamOperator<Clip> clips =
        byCamera(frames).process(new ClipAssembler(assembly), PoseStreamTypes.clip());
    SingleOutputStreamOperator<WindowScores> scores =
        named(
            clipsByCamera(assembled(clips))
                .transform(
                    SCORE_CLIPS,
                    PoseStreamTypes.windowScores(),
                    new BatchingInference(models, inference)));
    return streams(
        clips,
        scores,
        byCamera(scores)
            .process(
                new ActionDecision(rules, assembly.idleTimeoutMillis()),
                PoseStreamTypes.actionEvent()));
  }

  /**
   * Adds the operators to a stream, with rules and models that change.
   *
   * @param frames with event-time timestamps and watermarks
   * @param requests messages that ask for a change, in the order in which they shall be answered;
   *     their watermark must not hold back that of the frames
   * @param known what was accepted before those messages, for a job that starts without state
   */
  public ControlledStreams apply(
      DataStream<PoseFrame> frames, DataStream<ControlRequest> requests, ControlLedger known) {
    ControlSeed seed = new ControlSeed(known);
    SingleOutputStreamOperator<ControlChange> changes =
        requests
            .global()
            .process(new ControlDesk(rules, bundles, seed), PoseStreamTypes.controlChange())
            .setParallelism(1)
            .setMaxParallelism(1)
            .uid("control-desk")
            .name("accept changes");
    BroadcastStream<ControlChange> everywhere =
        changes.broadcast(BroadcastControl.RULES, BroadcastControl.MODELS);
    SingleOutputStreamOperator<Clip> clips =
        byCamera(frames)
            .connect(everywhere)
            .process(new ControlledAssembler(assembly, rules, seed), PoseStreamTypes.clip());
    SingleOutputStreamOperator<WindowScores> scores =
        named(
            clipsByCamera(assembled(clips))
                .connect(changes.broadcast())
                .transform(
                    SCORE_CLIPS,
                    PoseStreamTypes.windowScores(),
                    new ControlledInference(models, bundles.catalog(), seed, inference)));
    ActionStreams actions =
        streams(
            clips,
            scores,
            byCamera(scores)
                .connect(everywhere)
                .process(
                    new ControlledDecision(rules, seed, assembly.idleTimeoutMillis()),
                    PoseStreamTypes.actionEvent()));
    return new ControlledStreams(
        actions,
        scores.getSideOutput(ControlledInference.SHADOW_SCORES),
        changes.getSideOutput(ControlDesk.ANSWERS));
  }

  /** Returns the rules of the configuration, which lie under all others. */
  public JobRules rules() {
    return rules;
  }

  /** Returns the models that may take the place of others. */
  public ModelShelf shelf() {
    return bundles;
  }

  private static KeyedStream<PoseFrame, String> byCamera(DataStream<PoseFrame> frames) {
    return frames.keyBy(PoseFrame::camera);
  }

  private static KeyedStream<WindowScores, String> byCamera(
      SingleOutputStreamOperator<WindowScores> scores) {
    return scores.keyBy(answer -> answer.subject().camera());
  }

  private static SingleOutputStreamOperator<Clip> assembled(
      SingleOutputStreamOperator<Clip> clips) {
    return clips.uid("clip-assembler").name("assemble clips").setBufferTimeout(AT_ONCE);
  }

  private static KeyedStream<Clip, String> clipsByCamera(DataStream<Clip> clips) {
    return clips.keyBy(clip -> clip.subject().camera());
  }

  private static SingleOutputStreamOperator<WindowScores> named(
      SingleOutputStreamOperator<WindowScores> scores) {
    return scores.uid("inference").setBufferTimeout(AT_ONCE);
  }

  private ActionStreams streams(
      SingleOutputStreamOperator<Clip> clips,
      SingleOutputStreamOperator<WindowScores> scores,
      SingleOutputStreamOperator<ActionEvent> events) {
    return new ActionStreams(
        scores.filter(answer -> !answer.showsNobody()).uid("answers").name("answers"),
        events.uid("decision").name("decide events"),
        clips.getSideOutput(ClipAssembler.REJECTED).union(faultLetters(clips)),
        clips.getSideOutput(ClipAssembler.LATE));
  }

  private DataStream<RejectedRecord> faultLetters(SingleOutputStreamOperator<?> clips) {
    return byCamera(clips.getSideOutput(ClipAssembler.SPOILT))
        .process(new FaultLetters(assembly.idleTimeoutMillis()), PoseStreamTypes.rejectedRecord())
        .uid("fault-letters")
        .name("tell what frames lost");
  }
}
