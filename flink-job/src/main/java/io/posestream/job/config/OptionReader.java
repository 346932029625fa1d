package io.posestream.job.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.TimeUtils;

/** Reads options; what cannot be used is refused with the key, what was expected and the value. */
final class OptionReader {
  private final Configuration config;

  OptionReader(Configuration config) {
    this.config = config;
  }

  <T> T read(ConfigOption<T> option) {
    try {
      return config.get(option);
    } catch (IllegalArgumentException e) {
      throw unreadable(option, e);
    }
  }

  private ConfigException unreadable(ConfigOption<?> option, IllegalArgumentException e) {
    String wanted = "%s: expected %s, got ".formatted(option.key(), expected(option));
    // Client properties carry passwords, and so would whatever tells them.
    return option.equals(KafkaOptions.PROPERTIES)
        ? new ConfigException(wanted + "a text that is no mapping")
        : new ConfigException(wanted + "'" + config.toMap().get(option.key()) + "'", e);
  }

  private static String expected(ConfigOption<?> option) {
    Object value = option.defaultValue();
    if (value instanceof Enum<?> constant) {
      return "one of " + ids(constant);
    }
    if (value instanceof List<?> list && list.get(0) instanceof Enum<?> constant) {
      return "a list of " + ids(constant);
    }
    return "a value such as '%s'".formatted(shown(value));
  }

  private static List<String> ids(Enum<?> constant) {
    return Arrays.stream(constant.getDeclaringClass().getEnumConstants())
        .map(any -> any.toString().toLowerCase(Locale.ROOT))
        .toList();
  }

  // As it would be written in job.yaml.
  private static Object shown(Object value) {
    return value instanceof Duration time ? TimeUtils.formatWithHighestUnit(time) : value;
  }

  String required(ConfigOption<String> option) {
    String value = read(option);
    if (value.isBlank()) {
      throw refused(option, "a value such as " + option.defaultValue(), value);
    }
    return value;
  }

  /** Returns the value; empty if it is blank. */
  Optional<String> optional(ConfigOption<String> option) {
    return Optional.of(read(option)).filter(value -> !value.isBlank());
  }

  int positive(ConfigOption<Integer> option) {
    return atLeast(option, 1, "a positive number");
  }

  Duration positiveTime(ConfigOption<Duration> option) {
    return atLeast(option, Duration.ofMillis(1), "a positive time");
  }

  Duration time(ConfigOption<Duration> option) {
    return atLeast(option, Duration.ZERO, "no negative time");
  }

  <T extends Comparable<T>> T atLeast(ConfigOption<T> option, T least, String expected) {
    T value = read(option);
    if (value.compareTo(least) < 0) {
      throw refused(option, expected, String.valueOf(shown(value)));
    }
    return value;
  }

  /** Returns settings whose own checks name the setting; a section goes before it. */
  static <T> T checked(String section, Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(section + ": " + e.getMessage(), e);
    }
  }

  static ConfigException refused(ConfigOption<?> option, String expected, String found) {
    return new ConfigException(
        "%s: expected %s, got '%s'".formatted(option.key(), expected, found));
  }
}
