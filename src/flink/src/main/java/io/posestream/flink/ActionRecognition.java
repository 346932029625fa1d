package io.posestream.flink;

import io.posestream.core.event.EventRules;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.Clip;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.decision.ActionDecision;
import io.posestream.flink.inference.ActionModelFactory;
import io.posestream.flink.inference.BatchPolicy;
import io.posestream.flink.inference.BatchingInference;
import io.posestream.flink.inference.ScopeModels;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.flink.window.ClipAssembler;
import java.time.Duration;
import org.apache.flink.streaming.api.datastream.DataStream;
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

  private final ScopeModels models;
  private final AssemblyPolicy assembly;
  private final BatchPolicy batching;
  private final double sceneScore;
  private final Duration maxLag;
  private final EventRules rules;
  private final ZoneRules zones;

  ActionRecognition(
      ScopeModels models,
      AssemblyPolicy assembly,
      BatchPolicy batching,
      double sceneScore,
      Duration maxLag,
      EventRules rules,
      ZoneRules zones) {
    this.models = models;
    this.assembly = assembly;
    this.batching = batching;
    this.sceneScore = sceneScore;
    this.maxLag = maxLag;
    this.rules = rules;
    this.zones = zones;
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
        frames
            .keyBy(PoseFrame::camera)
            .process(new ClipAssembler(assembly), PoseStreamTypes.clip())
            .uid("clip-assembler")
            .name("assemble clips")
            .setBufferTimeout(AT_ONCE);
    SingleOutputStreamOperator<WindowScores> scores =
        clips
            .keyBy(clip -> clip.subject().camera())
            .transform(
                "score clips",
                PoseStreamTypes.windowScores(),
                new BatchingInference(models, batching, sceneScore, maxLag))
            .uid("inference")
            .setBufferTimeout(AT_ONCE);
    return new ActionStreams(
        scores.filter(answer -> !answer.showsNobody()).uid("answers").name("answers"),
        scores
            .keyBy(answer -> answer.subject().camera())
            .process(
                new ActionDecision(rules, zones, assembly.idleTimeoutMillis()),
                PoseStreamTypes.actionEvent())
            .uid("decision")
            .name("decide events"),
        clips.getSideOutput(ClipAssembler.REJECTED),
        clips.getSideOutput(ClipAssembler.LATE));
  }
}
