package io.posestream.job.config;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * Options under {@code job.}: the job itself; and the list of all options, which {@code
 * conf/job.yaml} gives with the same defaults and texts.
 */
public final class JobOptions {
  public static final ConfigOption<String> NAME =
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

  private static final List<Class<?>> NAMESPACES =
      List.of(
          JobOptions.class,
          KafkaOptions.class,
          DeadLetterOptions.class,
          FrameOptions.class,
          WindowOptions.class,
          GateOptions.class,
          TrackOptions.class,
          ZoneOptions.class,
          InferenceOptions.class,
          EventOptions.class);

  private JobOptions() {}

  /** Returns all options in the order of {@code conf/job.yaml}. */
  public static List<ConfigOption<?>> all() {
    List<ConfigOption<?>> options = new ArrayList<>();
    for (Class<?> namespace : NAMESPACES) {
      for (Field field : namespace.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          options.add(value(field));
        }
      }
    }
    return options;
  }

  private static ConfigOption<?> value(Field field) {
    try {
      return (ConfigOption<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a public field cannot be hidden: " + field, e);
    }
  }
}
