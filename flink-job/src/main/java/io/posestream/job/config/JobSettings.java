package io.posestream.job.config;

import io.posestream.core.model.Scope;
import io.posestream.core.track.LinkRules;
import io.posestream.core.window.ClipGates;
import io.posestream.core.window.ClipSampling;
import io.posestream.core.window.FrameLimits;
import io.posestream.core.window.WindowGrid;
import io.posestream.flink.inference.BatchPolicy;
import io.posestream.onnx.device.Device;
import io.posestream.onnx.device.OnnxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.TimeUtils;

/**
 * The job's configuration, read once and checked.
 *
 * @param jobName in Flink's user interface
 * @param checkpointInterval time between checkpoints
 * @param kafka how the job talks to Kafka
 * @param grid where windows lie
 * @param maxOutOfOrderness how long a window waits
 * @param sourceIdleness silence after which a partition is left out of event time
 * @param idleTimeout silence after which a camera's state is dropped
 * @param minFrames frames below which a window is not scored
 * @param limits bounds of a camera's state
 * @param scopes which clips are cut
 * @param sampling which frames enter a clip
 * @param gates which tracks get clips of their own
 * @param sceneScore what a scene must score for its persons and pairs to be scored
 * @param links when the tracker's ids are corrected
 * @param zones places of each camera, and where actions count
 * @param model folder of the bundle
 * @param sceneModel folder of the bundle of scope scene, if it has its own
 * @param onnx how the models run
 * @param batching how clips wait for each other
 * @param maxLag beyond which windows are dropped, zero for never
 * @param events when scores become events
 * @param flink settings for Flink itself
 */
public record JobSettings(
    String jobName,
    Duration checkpointInterval,
    KafkaSettings kafka,
    WindowGrid grid,
    Duration maxOutOfOrderness,
    Duration sourceIdleness,
    Duration idleTimeout,
    int minFrames,
    FrameLimits limits,
    Set<Scope> scopes,
    ClipSampling sampling,
    ClipGates gates,
    double sceneScore,
    LinkRules links,
    ZonesFile zones,
    Path model,
    Optional<Path> sceneModel,
    OnnxOptions onnx,
    BatchPolicy batching,
    Duration maxLag,
    EventSettings events,
    Map<String, String> flink) {

  /**
   * Reads the settings.
   *
   * @throws ConfigException naming the setting, the value and what was expected
   */
  public static JobSettings of(Configuration config) {
    return new JobSettings(
        read(config, JobOptions.JOB_NAME),
        atLeast(config, JobOptions.CHECKPOINT_INTERVAL, Duration.ofMillis(10), "at least 10 ms"),
        KafkaSettings.of(config),
        checked("window", () -> grid(config)),
        read(config, JobOptions.FRAMES_MAX_OUT_OF_ORDERNESS),
        positiveTime(config, JobOptions.FRAMES_SOURCE_IDLENESS),
        read(config, JobOptions.FRAMES_IDLE_TIMEOUT),
        positive(config, JobOptions.WINDOW_MIN_FRAMES),
        limits(config),
        scopes(config),
        choice(config, JobOptions.WINDOW_SAMPLING, ClipSampling.class),
        checked("gates", () -> gates(config)),
        read(config, JobOptions.GATES_SCENE_SCORE),
        checked(
            "tracks",
            () ->
                new LinkRules(
                    read(config, JobOptions.TRACKS_MAX_GAP).toMillis(),
                    positive(config, JobOptions.TRACKS_MAX_REMEMBERED))),
        zones(config),
        Path.of(required(config, JobOptions.INFERENCE_MODEL)),
        Optional.of(read(config, JobOptions.INFERENCE_SCENE_MODEL))
            .filter(folder -> !folder.isBlank())
            .map(Path::of),
        checked("inference", () -> onnx(config)),
        checked("inference", () -> batching(config)),
        atLeast(config, JobOptions.INFERENCE_MAX_LAG, Duration.ZERO, "no negative time"),
        EventSettings.of(config),
        flink(config));
  }

  private static WindowGrid grid(Configuration config) {
    return new WindowGrid(
        read(config, JobOptions.WINDOW_LENGTH).toMillis(),
        read(config, JobOptions.WINDOW_STRIDE).toMillis(),
        choice(config, JobOptions.WINDOW_PHASE, WindowGrid.Phase.class));
  }

  private static FrameLimits limits(Configuration config) {
    return new FrameLimits(
        positiveTime(config, JobOptions.FRAMES_MAX_CLOCK_SKEW).toMillis(),
        positive(config, JobOptions.FRAMES_MAX_PERSONS),
        positive(config, JobOptions.FRAMES_MAX_BUFFERED),
        positive(config, JobOptions.FRAMES_MAX_TRACKS));
  }

  private static ClipGates gates(Configuration config) {
    return new ClipGates(
        read(config, JobOptions.GATES_MIN_KEYPOINT_SCORE),
        read(config, JobOptions.GATES_MIN_SEEN),
        read(config, JobOptions.GATES_MIN_MOTION),
        read(config, JobOptions.GATES_PAIR_DISTANCE),
        read(config, JobOptions.GATES_MAX_CLIPS));
  }

  private static ZonesFile zones(Configuration config) {
    String file = read(config, JobOptions.ZONES_FILE);
    return file.isBlank() ? ZonesFile.NONE : ZonesFile.read(Path.of(file));
  }

  private static Set<Scope> scopes(Configuration config) {
    Set<Scope> scopes = new LinkedHashSet<>();
    for (String id : read(config, JobOptions.WINDOW_SCOPES)) {
      scopes.add(
          Scope.named(id)
              .orElseThrow(
                  () ->
                      refused(JobOptions.WINDOW_SCOPES, "scene, person or pair in the list", id)));
    }
    return scopes;
  }

  private static OnnxOptions onnx(Configuration config) {
    String cache = read(config, JobOptions.INFERENCE_TENSORRT_CACHE);
    return new OnnxOptions(
        choice(config, JobOptions.INFERENCE_DEVICE, Device.class),
        read(config, JobOptions.INFERENCE_DEVICE_ID),
        read(config, JobOptions.INFERENCE_INTRA_OP_THREADS),
        read(config, JobOptions.INFERENCE_GPU_MEMORY_LIMIT).getBytes(),
        choice(
            config,
            JobOptions.INFERENCE_CUDNN_ALGORITHM_SEARCH,
            OnnxOptions.CudnnAlgorithmSearch.class),
        cache.isEmpty() ? Optional.empty() : Optional.of(Path.of(cache)),
        read(config, JobOptions.INFERENCE_MAX_BATCH),
        Optional.of(read(config, JobOptions.INFERENCE_PRECISION)).filter(text -> !text.isBlank()));
  }

  private static BatchPolicy batching(Configuration config) {
    return new BatchPolicy(
        positive(config, JobOptions.INFERENCE_BATCH_SIZE),
        read(config, JobOptions.INFERENCE_BATCH_LINGER));
  }

  private static Map<String, String> flink(Configuration config) {
    Map<String, String> settings = new HashMap<>();
    config
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(JobConfigFile.FLINK_PREFIX)) {
                settings.put(key.substring(JobConfigFile.FLINK_PREFIX.length()), value);
              }
            });
    return Map.copyOf(settings);
  }

  static <T> T read(Configuration config, ConfigOption<T> option) {
    try {
      return config.get(option);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "%s: expected a value such as '%s', got '%s'"
              .formatted(
                  option.key(), shown(option.defaultValue()), config.toMap().get(option.key())),
          e);
    }
  }

  // As it would be written in job.yaml.
  private static Object shown(Object value) {
    return value instanceof Duration time ? TimeUtils.formatWithHighestUnit(time) : value;
  }

  static String required(Configuration config, ConfigOption<String> option) {
    String value = read(config, option);
    if (value.isBlank()) {
      throw refused(option, "a value such as " + option.defaultValue(), value);
    }
    return value;
  }

  private static int positive(Configuration config, ConfigOption<Integer> option) {
    return atLeast(config, option, 1, "a positive number");
  }

  static Duration positiveTime(Configuration config, ConfigOption<Duration> option) {
    return atLeast(config, option, Duration.ofMillis(1), "a positive time");
  }

  static <T extends Comparable<T>> T atLeast(
      Configuration config, ConfigOption<T> option, T least, String expected) {
    T value = read(config, option);
    if (value.compareTo(least) < 0) {
      throw refused(option, expected, String.valueOf(shown(value)));
    }
    return value;
  }

  static <E extends Enum<E>> E choice(
      Configuration config, ConfigOption<String> option, Class<E> type) {
    String value = read(config, option);
    for (E constant : type.getEnumConstants()) {
      if (id(constant).equals(value)) {
        return constant;
      }
    }
    List<String> ids = Arrays.stream(type.getEnumConstants()).map(JobSettings::id).toList();
    throw refused(option, "one of " + ids, value);
  }

  private static String id(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static ConfigException refused(ConfigOption<?> option, String expected, String found) {
    return new ConfigException(
        "%s: expected %s, got '%s'".formatted(option.key(), expected, found));
  }

  static <T> T checked(String section, Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(section + ": " + e.getMessage(), e);
    }
  }
}
