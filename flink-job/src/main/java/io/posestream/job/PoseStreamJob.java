package io.posestream.job;

import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.ActionRecognition;
import io.posestream.flink.ActionRecognitionBuilder;
import io.posestream.flink.ActionStreams;
import io.posestream.flink.ControlledStreams;
import io.posestream.flink.control.TimelessWatermarks;
import io.posestream.flink.inference.BundleCatalog;
import io.posestream.flink.inference.InferencePolicy;
import io.posestream.flink.types.DecodedRecord;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.flink.window.FrameOrder;
import io.posestream.flink.window.FrameWatermarks;
import io.posestream.job.config.ConfigException;
import io.posestream.job.config.FrameSettings;
import io.posestream.job.config.JobSettings;
import io.posestream.job.config.KafkaSettings;
import io.posestream.job.config.WindowSettings;
import io.posestream.job.kafka.BrokerCheck;
import io.posestream.job.kafka.ControlBacklog;
import io.posestream.job.kafka.ControlSource;
import io.posestream.job.kafka.DecodedRecordSplit;
import io.posestream.job.kafka.FrameSource;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.job.kafka.OutputSinks;
import io.posestream.onnx.OnnxModels;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.KafkaException;

/** The job: frames from Kafka, action recognition, scores and events back to Kafka. */
public final class PoseStreamJob {
  // Longest time a frame waits for others on its way to its camera's state. Flink's own 100 ms are
  // most of what an event takes; at full load buffers fill sooner than this.
  private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);

  private final JobSettings settings;
  private final ActionModelFactory model;
  private final Optional<ActionModelFactory> sceneModel;
  private final BundleCatalog catalog;

  /**
   * Reads the settings; the models are the bundles they name.
   *
   * @throws ConfigException naming the setting, the value and what was expected
   */
  public PoseStreamJob(Configuration config) {
    settings = JobSettings.of(config);
    // The TaskManagers are given how models run, nothing else of the configuration.
    OnnxOptions options = settings.inference().onnx();
    model = OnnxModels.fromFolder(settings.inference().model(), options);
    sceneModel =
        settings
            .inference()
            .sceneModel()
            .filter(any -> hasTracksAndScene())
            .map(folder -> OnnxModels.fromFolder(folder, options));
    catalog = bundle -> OnnxModels.fromFolder(Path.of(bundle), options);
  }

  /**
   * Reads the settings, but for the models.
   *
   * @param model takes the place of the bundles that the settings name
   * @param catalog takes the place of the bundles that messages name
   * @throws ConfigException naming the setting, the value and what was expected
   */
  public PoseStreamJob(Configuration config, ActionModelFactory model, BundleCatalog catalog) {
    this.settings = JobSettings.of(config);
    this.model = model;
    this.sceneModel = Optional.empty();
    this.catalog = catalog;
  }

  // A job of scenes alone has one model, the one it names.
  private boolean hasTracksAndScene() {
    Set<Scope> scopes = settings.windows().scopes();
    return scopes.contains(Scope.SCENE) && scopes.size() > 1;
  }

  /** Returns what opens the model of persons and pairs on the TaskManagers. */
  ActionModelFactory model() {
    return model;
  }

  /** Returns the settings. */
  public JobSettings settings() {
    return settings;
  }

  /**
   * Adds the job, which reads until it is stopped.
   *
   * @throws ConfigException if a setting does not fit the model
   */
  public void wire(StreamExecutionEnvironment env) {
    wire(env, Extent.UNBOUNDED);
  }

  /**
   * Adds the job.
   *
   * @param env takes the operators and Flink's own settings
   * @param extent whether the job ends with what the topic holds now
   * @throws ConfigException if a setting does not fit the model
   */
  public void wire(StreamExecutionEnvironment env, Extent extent) {
    configure(env);
    SingleOutputStreamOperator<PoseFrame> split = split(env, extent);
    DataStream<PoseFrame> frames = split.union(inOrder(split));
    OutputSinks sinks = new OutputSinks(settings.kafka());
    ActionStreams actions =
        settings
            .kafka()
            .controlTopic()
            .map(topic -> controlled(env, extent, frames, topic, sinks))
            .orElseGet(() -> recognition().apply(frames));
    DataStream<RejectedRecord> unusable =
        split.getSideOutput(DecodedRecordSplit.REJECTED).union(actions.rejected());
    write(actions, unusable, sinks);
  }

  private void write(
      ActionStreams actions, DataStream<RejectedRecord> unusable, OutputSinks sinks) {
    actions.events().sinkTo(sinks.events()).uid("event-sink").name("events");
    unusable.sinkTo(sinks.deadLetters()).uid("dead-letter-sink").name("dead letters");
    settings
        .kafka()
        .scoresTopic()
        .ifPresent(
            topic -> actions.scores().sinkTo(sinks.scores(topic)).uid("score-sink").name("scores"));
    settings
        .kafka()
        .lateTopic()
        .ifPresent(topic -> actions.late().sinkTo(sinks.late(topic)).uid("late-sink").name("late"));
  }

  private ActionStreams controlled(
      StreamExecutionEnvironment env,
      Extent extent,
      DataStream<PoseFrame> frames,
      String topic,
      OutputSinks sinks) {
    ActionRecognition recognition = recognition();
    ControlBacklog backlog = backlog(topic, recognition);
    DataStream<ControlRequest> requests =
        env.fromSource(
                ControlSource.of(settings.kafka(), topic, backlog.nextOffsets(), extent),
                new TimelessWatermarks<>(),
                "control",
                PoseStreamTypes.controlRequest())
            .setParallelism(1)
            .uid("control-source");
    ControlledStreams streams = recognition.apply(frames, requests, backlog.state());
    settings
        .kafka()
        .shadowTopic()
        .ifPresent(
            shadow ->
                streams.shadow().sinkTo(sinks.shadow(shadow)).uid("shadow-sink").name("shadow"));
    streams.answers().sinkTo(sinks.answers()).setParallelism(1).uid("control-sink").name("answers");
    return streams.actions();
  }

  private ControlBacklog backlog(String topic, ActionRecognition recognition) {
    try {
      return ControlBacklog.read(settings.kafka(), topic, recognition);
    } catch (KafkaException e) {
      throw new ConfigException(
          "kafka.control-topic: expected a topic that can be read where the job is started, got '%s' at %s: %s"
              .formatted(topic, settings.kafka().bootstrapServers(), e.getMessage()),
          e);
    }
  }

  /**
   * Returns what the job would be if it ran: its rules, and where models are found.
   *
   * @throws ConfigException if a setting does not fit the model
   */
  public ActionRecognition recognition() {
    ActionRecognitionBuilder builder = builder();
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()), e);
    }
  }

  private void configure(StreamExecutionEnvironment env) {
    Configuration flink = Configuration.fromMap(settings.flink());
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    if (!flink.contains(ExecutionOptions.BUFFER_TIMEOUT)) {
      flink.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
    }
    env.configure(flink);
    env.enableCheckpointing(
        settings.checkpointInterval().toMillis(),
        settings.kafka().delivery() == KafkaSettings.Delivery.EXACTLY_ONCE
            ? CheckpointingMode.EXACTLY_ONCE
            : CheckpointingMode.AT_LEAST_ONCE);
  }

  // Records with a key lie in order in their partition; only others have to wait for each other.
  private DataStream<PoseFrame> inOrder(SingleOutputStreamOperator<PoseFrame> split) {
    return split
        .getSideOutput(DecodedRecordSplit.KEYLESS)
        .keyBy(PoseFrame::camera)
        .process(
            new FrameOrder(settings.frames().limits().maxFrames()), PoseStreamTypes.poseFrame())
        .uid("keyless-order")
        .name("order frames without key");
  }

  private SingleOutputStreamOperator<PoseFrame> split(
      StreamExecutionEnvironment env, Extent extent) {
    WatermarkStrategy<DecodedRecord> watermarks =
        new FrameWatermarks(
            settings.frames().maxOutOfOrderness(),
            settings.frames().limits().maxSkewMillis(),
            settings.frames().sourceIdleness(),
            new BrokerCheck(settings.kafka().bootstrapServers(), settings.kafka().properties()));
    return env.fromSource(
            FrameSource.of(settings.kafka(), settings.frames(), extent),
            watermarks,
            "frames",
            PoseStreamTypes.decodedRecord())
        .uid("frame-source")
        .process(new DecodedRecordSplit(), PoseStreamTypes.poseFrame())
        .uid("frame-split")
        .name("split off dead letters");
  }

  private ActionRecognitionBuilder builder() {
    ActionRecognitionBuilder builder = ActionRecognition.builder(model).catalog(catalog);
    List<ModelDescription> models = new ArrayList<>(List.of(builder.description()));
    sceneModel.ifPresent(
        scene -> {
          builder.sceneModel(scene);
          models.add(scene.describe());
        });
    apply(settings.frames(), builder);
    apply(settings.windows(), builder);
    InferencePolicy policy = settings.inference().policy();
    settings
        .inference()
        .secondLookModel()
        .map(folder -> OnnxModels.fromFolder(folder, settings.inference().onnx()))
        .ifPresent(looking -> builder.secondLooks(looking, policy.secondLooks()));
    return builder
        .zones(settings.zones().places())
        .zoneRules(settings.zones().rules())
        .batching(policy.batching())
        .sceneScore(policy.sceneScore())
        .maxLag(policy.maxLag())
        .events(settings.events().policy(models));
  }

  private static void apply(FrameSettings frames, ActionRecognitionBuilder builder) {
    builder
        .maxOutOfOrderness(frames.maxOutOfOrderness())
        .idleTimeout(frames.idleTimeout())
        .limits(frames.limits())
        .pictures(frames.pictures())
        .pictureFolder(frames.pictureFolder());
  }

  private static void apply(WindowSettings windows, ActionRecognitionBuilder builder) {
    builder
        .windows(windows.grid())
        .minFrames(windows.minFrames())
        .scopes(windows.scopes())
        .sampling(windows.sampling())
        .gates(windows.gates())
        .links(windows.links());
  }
}
