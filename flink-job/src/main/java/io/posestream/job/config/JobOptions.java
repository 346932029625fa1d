package io.posestream.job.config;

import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.Persistence;
import io.posestream.core.track.LinkRules;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.ClipGates;
import io.posestream.core.window.FrameLimits;
import io.posestream.core.window.WindowGrid;
import io.posestream.flink.inference.BatchPolicy;
import io.posestream.flink.inference.InferencePolicy;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** Every option of the job. {@code conf/job.yaml} lists them with these defaults; a test agrees. */
public final class JobOptions {
  public static final ConfigOption<String> JOB_NAME =
      ConfigOptions.key("job.name")
          .stringType()
          .defaultValue("posestream")
          .withDescription("Name of the job in Flink's user interface.");

  public static final ConfigOption<Duration> CHECKPOINT_INTERVAL =
      ConfigOptions.key("job.checkpoint-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(1))
          .withDescription(
              "Time between checkpoints; with exactly-once delivery also how long events wait to"
                  + " become visible.");

  public static final ConfigOption<String> KAFKA_BOOTSTRAP_SERVERS =
      ConfigOptions.key("kafka.bootstrap-servers")
          .stringType()
          .defaultValue("localhost:9092")
          .withDescription("Brokers to start from, host:port separated by commas.");

  public static final ConfigOption<Map<String, String>> KAFKA_PROPERTIES =
      ConfigOptions.key("kafka.properties")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Kafka client properties for source and sinks, such as security.protocol and"
                  + " sasl.jaas.config.");

  public static final ConfigOption<String> KAFKA_GROUP_ID =
      ConfigOptions.key("kafka.group-id")
          .stringType()
          .defaultValue("posestream")
          .withDescription("Consumer group the source commits its offsets to.");

  public static final ConfigOption<String> KAFKA_START =
      ConfigOptions.key("kafka.start")
          .stringType()
          .defaultValue("committed")
          .withDescription(
              "Where a job without a checkpoint starts to read: committed (earliest if the group"
                  + " has no offsets), earliest or latest.");

  public static final ConfigOption<String> KAFKA_FRAMES_TOPIC =
      ConfigOptions.key("kafka.frames-topic")
          .stringType()
          .defaultValue("pose.frames.v1")
          .withDescription("Topic the pose frames are read from.");

  public static final ConfigOption<String> KAFKA_FRAME_FORMAT =
      ConfigOptions.key("kafka.frame-format")
          .stringType()
          .defaultValue("auto")
          .withDescription(
              "What the frames are written in: auto (Avro, Confluent's wire format or PoseStream's"
                  + " JSON, by the first bytes), or a dialect of docs/formats.md such as openpose.");

  public static final ConfigOption<String> KAFKA_FRAME_LAYOUT =
      ConfigOptions.key("kafka.frame-layout")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Joints of a dialect's frames; empty: what they name, else the dialect's own.");

  public static final ConfigOption<String> KAFKA_FRAME_UNIT =
      ConfigOptions.key("kafka.frame-unit")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Coordinates of a dialect's frames, pixels or normalised; empty: the dialect's own.");

  public static final ConfigOption<String> KAFKA_FRAME_SIZE =
      ConfigOptions.key("kafka.frame-size")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Size of the pictures in pixels, such as 1280x720, where a dialect's frames do not"
                  + " tell.");

  public static final ConfigOption<String> KAFKA_FRAME_TRACKS =
      ConfigOptions.key("kafka.frame-tracks")
          .stringType()
          .defaultValue("given")
          .withDescription(
              "Track ids of a dialect's frames: given by them, or tracked here by pose and place.");

  public static final ConfigOption<String> KAFKA_EVENTS_TOPIC =
      ConfigOptions.key("kafka.events-topic")
          .stringType()
          .defaultValue("action.events.v1")
          .withDescription("Topic the action events are written to.");

  public static final ConfigOption<String> KAFKA_EVENT_FORMAT =
      ConfigOptions.key("kafka.event-format")
          .stringType()
          .defaultValue("avro")
          .withDescription(
              "What events are written in: avro, json, or nv-incident for JSON in the manner of"
                  + " NVIDIA's nv.Incident.");

  public static final ConfigOption<String> KAFKA_SCORES_TOPIC =
      ConfigOptions.key("kafka.scores-topic")
          .stringType()
          .defaultValue("action.scores.v1")
          .withDescription("Topic the scores of all windows are written to; empty writes none.");

  public static final ConfigOption<String> KAFKA_DEAD_LETTER_TOPIC =
      ConfigOptions.key("kafka.dead-letter-topic")
          .stringType()
          .defaultValue("pose.deadletter.v1")
          .withDescription("Topic for records that cannot be used, with the reason.");

  public static final ConfigOption<String> KAFKA_LATE_TOPIC =
      ConfigOptions.key("kafka.late-topic")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Topic for frames that came after their last window was closed; empty only counts"
                  + " them.");

  public static final ConfigOption<String> KAFKA_CONTROL_TOPIC =
      ConfigOptions.key("kafka.control-topic")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Topic of messages that change rules and models while the job runs, such as"
                  + " action.control.v1; empty reads none.");

  public static final ConfigOption<String> KAFKA_CONTROL_ACK_TOPIC =
      ConfigOptions.key("kafka.control-ack-topic")
          .stringType()
          .defaultValue("action.control.ack.v1")
          .withDescription(
              "Topic of the answers to those messages; written only if there is a control topic.");

  public static final ConfigOption<String> KAFKA_SHADOW_TOPIC =
      ConfigOptions.key("kafka.shadow-topic")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Topic the scores of a model in shadow are written to, such as"
                  + " action.scores.shadow.v1; empty only counts how often it agrees.");

  public static final ConfigOption<String> KAFKA_DELIVERY =
      ConfigOptions.key("kafka.delivery")
          .stringType()
          .defaultValue("exactly-once")
          .withDescription(
              "exactly-once, or at-least-once for events that do not wait for a checkpoint.");

  public static final ConfigOption<String> KAFKA_TRANSACTIONAL_ID_PREFIX =
      ConfigOptions.key("kafka.transactional-id-prefix")
          .stringType()
          .defaultValue("posestream")
          .withDescription(
              "Start of the transactional ids; two jobs with the same prefix on one cluster fence"
                  + " each other off.");

  public static final ConfigOption<Duration> KAFKA_TRANSACTION_TIMEOUT =
      ConfigOptions.key("kafka.transaction-timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(10))
          .withDescription(
              "Longest outage after which events of an open transaction are still committed; at"
                  + " most the brokers' transaction.max.timeout.ms.");

  public static final ConfigOption<String> KAFKA_SCHEMA_REGISTRY =
      ConfigOptions.key("kafka.schema-registry")
          .stringType()
          .defaultValue("")
          .withDescription(
              "URL of a Confluent schema registry, for frames in its wire format; empty if there"
                  + " is none.");

  public static final ConfigOption<Duration> FRAMES_MAX_OUT_OF_ORDERNESS =
      ConfigOptions.key("frames.max-out-of-orderness")
          .durationType()
          .defaultValue(Duration.ofMillis(AssemblyPolicy.DEFAULTS.maxOutOfOrdernessMillis()))
          .withDescription(
              "How long a window waits for frames that come out of order; more tolerates more"
                  + " disorder and delays every event.");

  public static final ConfigOption<Duration> FRAMES_MAX_CLOCK_SKEW =
      ConfigOptions.key("frames.max-clock-skew")
          .durationType()
          .defaultValue(Duration.ofMillis(FrameLimits.DEFAULTS.maxSkewMillis()))
          .withDescription(
              "How far a frame's event time may lie ahead of its record's timestamp, and of its"
                  + " camera's newest frame unless the next frames confirm the jump.");

  public static final ConfigOption<Duration> FRAMES_MAX_AGE =
      ConfigOptions.key("frames.max-age")
          .durationType()
          .defaultValue(Duration.ZERO)
          .withDescription(
              "How far a frame's event time may lie behind its record's timestamp; older frames are"
                  + " dead letters. 0 takes any, as replays of old recordings need.");

  public static final ConfigOption<String> FRAMES_TIME_UNITS =
      ConfigOptions.key("frames.time-units")
          .stringType()
          .defaultValue("checked")
          .withDescription(
              "checked refuses event times that would lie near their record's timestamp in another"
                  + " unit, such as seconds taken for milliseconds; unchecked takes them, for clocks"
                  + " that count from zero for weeks.");

  public static final ConfigOption<Duration> FRAMES_SOURCE_IDLENESS =
      ConfigOptions.key("frames.source-idleness")
          .durationType()
          .defaultValue(Duration.ofMinutes(2))
          .withDescription(
              "Silence, in processing time, after which a partition no longer holds the others'"
                  + " event time back; longer than a broker failover plus a recovery.");

  public static final ConfigOption<Duration> FRAMES_IDLE_TIMEOUT =
      ConfigOptions.key("frames.idle-timeout")
          .durationType()
          .defaultValue(Duration.ofMillis(AssemblyPolicy.DEFAULTS.idleTimeoutMillis()))
          .withDescription(
              "Silence, in event time, after which a camera's open windows are scored and its"
                  + " state is dropped; also how far a camera may lag behind its partition.");

  public static final ConfigOption<Integer> FRAMES_MAX_PERSONS =
      ConfigOptions.key("frames.max-persons")
          .intType()
          .defaultValue(FrameLimits.DEFAULTS.maxPersons())
          .withDescription("Most persons in a frame; a frame with more is a dead letter.");

  public static final ConfigOption<Integer> FRAMES_MAX_BUFFERED =
      ConfigOptions.key("frames.max-buffered")
          .intType()
          .defaultValue(FrameLimits.DEFAULTS.maxFrames())
          .withDescription("Most frames a camera's open windows may hold; more are counted, lost.");

  public static final ConfigOption<Integer> FRAMES_MAX_TRACKS =
      ConfigOptions.key("frames.max-tracks")
          .intType()
          .defaultValue(FrameLimits.DEFAULTS.maxTracks())
          .withDescription("Most tracks in a window; those seen longest are kept.");

  public static final ConfigOption<Duration> WINDOW_LENGTH =
      ConfigOptions.key("window.length")
          .durationType()
          .defaultValue(Duration.ofMillis(WindowGrid.DEFAULTS.lengthMillis()))
          .withDescription("Length of a window; about as long as an action.");

  public static final ConfigOption<Duration> WINDOW_STRIDE =
      ConfigOptions.key("window.stride")
          .durationType()
          .defaultValue(Duration.ofMillis(WindowGrid.DEFAULTS.strideMillis()))
          .withDescription(
              "Time from one window's start to the next; shorter finds actions sooner at more"
                  + " model runs.");

  public static final ConfigOption<String> WINDOW_PHASE =
      ConfigOptions.key("window.phase")
          .stringType()
          .defaultValue("aligned")
          .withDescription(
              "aligned, or spread to shift each camera's windows by its own fixed amount so that"
                  + " many cameras do not fire at once.");

  public static final ConfigOption<Integer> WINDOW_MIN_FRAMES =
      ConfigOptions.key("window.min-frames")
          .intType()
          .defaultValue(AssemblyPolicy.DEFAULTS.minFrames())
          .withDescription("Frames below which a window, or a track in it, is not scored.");

  public static final ConfigOption<String> WINDOW_SAMPLING =
      ConfigOptions.key("window.sampling")
          .stringType()
          .defaultValue("time-uniform")
          .withDescription(
              "time-uniform divides the window's time; mmaction2 and pyskl divide its frame count"
                  + " as their UniformSampleFrames does.");

  public static final ConfigOption<List<String>> WINDOW_SCOPES =
      ConfigOptions.key("window.scopes")
          .stringType()
          .asList()
          .defaultValues("person", "pair", "scene")
          .withDescription(
              "scene: everybody in one clip, one model run per window; person: one clip and run"
                  + " per track; pair: one for two tracks that are close.");

  public static final ConfigOption<Double> GATES_MIN_KEYPOINT_SCORE =
      ConfigOptions.key("gates.min-keypoint-score")
          .doubleType()
          .defaultValue(ClipGates.DEFAULTS.minKeypointScore())
          .withDescription(
              "Mean score of a track's joints below which it is a ghost without a clip of its"
                  + " own.");

  public static final ConfigOption<Double> GATES_MIN_SEEN =
      ConfigOptions.key("gates.min-seen")
          .doubleType()
          .defaultValue(ClipGates.DEFAULTS.minSeen())
          .withDescription(
              "Share of a window's frames that must show a track for a clip of its own.");

  public static final ConfigOption<Double> GATES_MIN_MOTION =
      ConfigOptions.key("gates.min-motion")
          .doubleType()
          .defaultValue(ClipGates.DEFAULTS.minMotion())
          .withDescription(
              "Mean stray of the joint that moves most, in body heights, below which a track is"
                  + " still and not scored; 0 scores it.");

  public static final ConfigOption<Double> GATES_PAIR_DISTANCE =
      ConfigOptions.key("gates.pair-distance")
          .doubleType()
          .defaultValue(ClipGates.DEFAULTS.pairDistance())
          .withDescription(
              "Median distance of two tracks, in body heights, up to which they are a pair.");

  public static final ConfigOption<Integer> GATES_MAX_CLIPS =
      ConfigOptions.key("gates.max-clips")
          .intType()
          .defaultValue(ClipGates.DEFAULTS.maxClips())
          .withDescription(
              "Most clips of persons and pairs from a camera's window; closest pairs and moving"
                  + " persons first, the rest is counted.");

  public static final ConfigOption<Double> GATES_SCENE_SCORE =
      ConfigOptions.key("gates.scene-score")
          .doubleType()
          .defaultValue(InferencePolicy.DEFAULTS.sceneScore())
          .withDescription(
              "Scene's probability of anything but the reject label below which its persons and"
                  + " pairs are not scored; 0 scores them always.");

  public static final ConfigOption<Duration> TRACKS_MAX_GAP =
      ConfigOptions.key("tracks.max-gap")
          .durationType()
          .defaultValue(Duration.ofMillis(LinkRules.DEFAULTS.maxGapMillis()))
          .withDescription(
              "Longest loss after which a new id may continue a track; jumps and swapped ids are"
                  + " then corrected as well; 0 takes the tracker's ids as they are.");

  public static final ConfigOption<Integer> TRACKS_MAX_REMEMBERED =
      ConfigOptions.key("tracks.max-remembered")
          .intType()
          .defaultValue(LinkRules.DEFAULTS.maxTracks())
          .withDescription(
              "Most tracks a camera is remembered by; those seen last are kept, others counted.");

  public static final ConfigOption<String> ZONES_FILE =
      ConfigOptions.key("zones.file")
          .stringType()
          .defaultValue("")
          .withDescription(
              "YAML file with the zones of each camera and where actions count, read where the job"
                  + " is started; empty for none.");

  public static final ConfigOption<String> INFERENCE_MODEL =
      ConfigOptions.key("inference.model")
          .stringType()
          .defaultValue("models/actions-slim")
          .withDescription("Folder of the model bundle, the same on every TaskManager.");

  public static final ConfigOption<String> INFERENCE_SCENE_MODEL =
      ConfigOptions.key("inference.scene-model")
          .stringType()
          .defaultValue("models/scenes-slim")
          .withDescription(
              "Folder of a separate bundle for scope scene, used beside persons or pairs; if empty,"
                  + " or if scene is the only scope, inference.model scores scenes.");

  public static final ConfigOption<String> INFERENCE_PRECISION =
      ConfigOptions.key("inference.precision")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Precision to run the bundle in, such as int8; empty takes the bundle's own. Files"
                  + " made for the device's kind of processor are preferred.");

  public static final ConfigOption<String> INFERENCE_DEVICE =
      ConfigOptions.key("inference.device")
          .stringType()
          .defaultValue("auto")
          .withDescription(
              "auto, cpu, cuda or tensorrt; auto takes the best that opens, any other must open.");

  public static final ConfigOption<Integer> INFERENCE_DEVICE_ID =
      ConfigOptions.key("inference.device-id")
          .intType()
          .defaultValue(0)
          .withDescription("Which GPU, from 0.");

  public static final ConfigOption<Integer> INFERENCE_INTRA_OP_THREADS =
      ConfigOptions.key("inference.intra-op-threads")
          .intType()
          .defaultValue(1)
          .withDescription("CPU threads that share one model run; more slots use cores better.");

  public static final ConfigOption<MemorySize> INFERENCE_GPU_MEMORY_LIMIT =
      ConfigOptions.key("inference.gpu-memory-limit")
          .memoryType()
          .defaultValue(MemorySize.ZERO)
          .withDescription("Most GPU memory of the session; 0 for no limit.");

  public static final ConfigOption<String> INFERENCE_CUDNN_ALGORITHM_SEARCH =
      ConfigOptions.key("inference.cudnn-algorithm-search")
          .stringType()
          .defaultValue("heuristic")
          .withDescription(
              "heuristic, exhaustive or default; exhaustive starts slowly and gains little.");

  public static final ConfigOption<String> INFERENCE_TENSORRT_CACHE =
      ConfigOptions.key("inference.tensorrt-cache")
          .stringType()
          .defaultValue("")
          .withDescription(
              "Folder in which built TensorRT engines are kept; empty builds them at every start,"
                  + " which takes minutes.");

  public static final ConfigOption<Integer> INFERENCE_MAX_BATCH =
      ConfigOptions.key("inference.max-device-batch")
          .intType()
          .defaultValue(32)
          .withDescription("Most volumes in one run on a GPU; lower saves memory.");

  public static final ConfigOption<Integer> INFERENCE_BATCH_SIZE =
      ConfigOptions.key("inference.batch-size")
          .intType()
          .defaultValue(BatchPolicy.DEFAULTS.size())
          .withDescription("Clips at which a batch is full.");

  public static final ConfigOption<Duration> INFERENCE_BATCH_LINGER =
      ConfigOptions.key("inference.batch-linger")
          .durationType()
          .defaultValue(BatchPolicy.DEFAULTS.linger())
          .withDescription(
              "Longest time a clip waits for its batch to fill; lower is faster, higher uses the"
                  + " GPU better.");

  public static final ConfigOption<Duration> INFERENCE_MAX_LAG =
      ConfigOptions.key("inference.max-lag")
          .durationType()
          .defaultValue(InferencePolicy.DEFAULTS.maxLag())
          .withDescription(
              "Lag behind the wall clock beyond which whole windows are dropped before inference,"
                  + " the oldest first and from all cameras alike, and counted; 0 drops none."
                  + " Events then depend on the load: not for replays.");

  public static final ConfigOption<Duration> EVENTS_LOST_AFTER =
      ConfigOptions.key("events.lost-after")
          .durationType()
          .defaultValue(Duration.ofMillis(EventPolicy.DEFAULTS.lostAfterMillis()))
          .withDescription(
              "Event time without scores after which a subject's actions end, while its camera goes"
                  + " on; a camera that falls silent ends them after frames.idle-timeout.");

  public static final ConfigOption<Map<String, String>> EVENTS_ENTER =
      ConfigOptions.key("events.enter")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Score at which an action starts, by label; labels not named keep the bundle's.");

  public static final ConfigOption<Map<String, String>> EVENTS_EXIT =
      ConfigOptions.key("events.exit")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "Score below which an action ends, by label; labels not named keep the bundle's.");

  public static final ConfigOption<Integer> EVENTS_CONFIRM_WINDOWS =
      ConfigOptions.key("events.confirm-windows")
          .intType()
          .defaultValue(Persistence.DEFAULTS.confirmWindows())
          .withDescription(
              "Windows in a row that must support an action before it starts: one at or above"
                  + " enter, the others at or above a third of exit. With 1 a single window raises"
                  + " an alarm, if it is clear: see smoothing.");

  public static final ConfigOption<Duration> EVENTS_GAP =
      ConfigOptions.key("events.gap")
          .durationType()
          .defaultValue(Duration.ofMillis(Persistence.DEFAULTS.gapMillis()))
          .withDescription(
              "Event time below exit, or out of sight, that does not end an action; longer joins"
                  + " what belongs together and reports the end later.");

  public static final ConfigOption<Duration> EVENTS_MIN_DURATION =
      ConfigOptions.key("events.min-duration")
          .durationType()
          .defaultValue(Duration.ofMillis(Persistence.DEFAULTS.minDurationMillis()))
          .withDescription("An action that ends sooner is retracted; 0 ms retracts none.");

  public static final ConfigOption<Duration> EVENTS_MAX_DURATION =
      ConfigOptions.key("events.max-duration")
          .durationType()
          .defaultValue(Duration.ofMillis(Persistence.DEFAULTS.maxDurationMillis()))
          .withDescription("Event time after which an action ends, to start anew if it goes on.");

  public static final ConfigOption<Duration> EVENTS_COOL_DOWN =
      ConfigOptions.key("events.cool-down")
          .durationType()
          .defaultValue(Duration.ofMillis(Persistence.DEFAULTS.coolDownMillis()))
          .withDescription(
              "Event time after an action's end in which the same subject does not start it anew,"
                  + " nor another of its group, unless that is more severe or somebody new acts.");

  public static final ConfigOption<Duration> EVENTS_UPDATE_INTERVAL =
      ConfigOptions.key("events.update-interval")
          .durationType()
          .defaultValue(Duration.ofMillis(EventPolicy.DEFAULTS.updateIntervalMillis()))
          .withDescription(
              "Least event time between two messages of an action that goes on; 0 ms sends only"
                  + " its start and its end.");

  public static final ConfigOption<Double> EVENTS_SMOOTHING =
      ConfigOptions.key("events.smoothing")
          .doubleType()
          .defaultValue(EventPolicy.DEFAULTS.smoothing())
          .withDescription(
              "Share of the past in a score, from 0 to below 1; higher bridges bad windows, and"
                  + " finds less that is short. A first window counts as if nothing was before it,"
                  + " so that with 0.3 it must reach enter / 0.7.");

  public static final ConfigOption<Map<String, String>> EVENTS_LABELS =
      ConfigOptions.key("events.labels")
          .mapType()
          .defaultValue(Map.of())
          .withDescription(
              "What differs for a label, such as fall: {confirm-windows: 1, severity: 3, group:"
                  + " posture}; also gap, min-duration, max-duration and cool-down. A subject does"
                  + " one label of a group at a time, the most severe.");

  private JobOptions() {}

  /** Returns all options in the order in which they are declared. */
  public static List<ConfigOption<?>> all() {
    List<ConfigOption<?>> options = new ArrayList<>();
    for (Field field : JobOptions.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
        try {
          options.add((ConfigOption<?>) field.get(null));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("a public field cannot be hidden: " + field, e);
        }
      }
    }
    return options;
  }
}
