package io.posestream.job.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/**
 * The job's configuration, read once and checked.
 *
 * @param jobName in Flink's user interface
 * @param checkpointInterval time between checkpoints
 * @param kafka how the job talks to Kafka
 * @param frames which frames are accepted
 * @param windows where windows lie, and which clips are cut from them
 * @param zones places of each camera, and where actions count
 * @param inference which models run, and how
 * @param events when scores become events
 * @param flink settings for Flink itself
 */
public record JobSettings(
    String jobName,
    Duration checkpointInterval,
    KafkaSettings kafka,
    FrameSettings frames,
    WindowSettings windows,
    ZonesFile zones,
    InferenceSettings inference,
    EventSettings events,
    Map<String, String> flink) {
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

  /**
   * Reads the settings.
   *
   * @throws ConfigException naming the setting, the value and what was expected
   */
  public static JobSettings of(Configuration config) {
    OptionReader options = new OptionReader(config);
    return new JobSettings(
        options.read(JobOptions.NAME),
        options.atLeast(JobOptions.CHECKPOINT_INTERVAL, SHORTEST_INTERVAL, "at least 10 ms"),
        KafkaSettings.of(options),
        FrameSettings.of(options),
        WindowSettings.of(options),
        zones(options),
        InferenceSettings.of(options),
        EventSettings.of(options),
        flink(config));
  }

  private static ZonesFile zones(OptionReader options) {
    return options
        .optional(ZoneOptions.FILE)
        .map(file -> ZonesFile.read(Path.of(file)))
        .orElse(ZonesFile.NONE);
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
}
