package io.posestream.job.config;

import io.posestream.core.event.Persistence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.util.TimeUtils;

/** What {@code events.labels} says of one label. */
final class LabelSection {
  private static final String CONFIRM_WINDOWS = "confirm-windows";
  private static final String MIN_DURATION = "min-duration";
  private static final String GAP = "gap";
  private static final String MAX_DURATION = "max-duration";
  private static final String COOL_DOWN = "cool-down";
  private static final String GROUP = "group";
  private static final String SEVERITY = "severity";
  private static final List<String> SETTINGS =
      List.of(CONFIRM_WINDOWS, MIN_DURATION, GAP, MAX_DURATION, COOL_DOWN, GROUP, SEVERITY);

  private final String name;
  private final Map<String, String> values = new HashMap<>();

  private LabelSection(String label) {
    this.name = EventOptions.LABELS.key() + "." + label;
  }

  /** Returns the sections by label. */
  static Map<String, LabelSection> byLabel(OptionReader options) {
    Map<String, LabelSection> sections = new TreeMap<>();
    options
        .read(EventOptions.LABELS)
        .forEach(
            (key, value) -> {
              int dot = requireSetting(key);
              sections
                  .computeIfAbsent(key.substring(0, dot), LabelSection::new)
                  .values
                  .put(key.substring(dot + 1), value);
            });
    return sections;
  }

  /** Returns where the setting's name is divided from the label's, which may hold dots itself. */
  private static int requireSetting(String key) {
    int dot = key.lastIndexOf('.');
    if (dot < 1 || !SETTINGS.contains(key.substring(dot + 1))) {
      throw new ConfigException(
          "%s.%s: expected LABEL.SETTING with one of %s"
              .formatted(EventOptions.LABELS.key(), key, SETTINGS));
    }
    return dot;
  }

  /** Returns the label's persistence; what the section does not say is as for every label. */
  Persistence persistence(Persistence general) {
    return OptionReader.checked(
        name,
        () ->
            new Persistence(
                number(CONFIRM_WINDOWS).orElse(general.confirmWindows()),
                millis(MIN_DURATION).orElse(general.minDurationMillis()),
                millis(GAP).orElse(general.gapMillis()),
                millis(MAX_DURATION).orElse(general.maxDurationMillis()),
                millis(COOL_DOWN).orElse(general.coolDownMillis())));
  }

  Optional<String> group() {
    return value(GROUP);
  }

  Optional<Integer> severity() {
    return number(SEVERITY);
  }

  private Optional<String> value(String setting) {
    return Optional.ofNullable(values.get(setting));
  }

  private Optional<Integer> number(String setting) {
    return value(setting)
        .map(
            text -> {
              try {
                return Integer.valueOf(text);
              } catch (NumberFormatException e) {
                throw refused(setting, "a whole number", text, e);
              }
            });
  }

  private Optional<Long> millis(String setting) {
    return value(setting)
        .map(
            text -> {
              try {
                return TimeUtils.parseDuration(text).toMillis();
              } catch (IllegalArgumentException e) {
                throw refused(setting, "a time such as 2 s", text, e);
              }
            });
  }

  private ConfigException refused(
      String setting, String expected, String found, RuntimeException cause) {
    return new ConfigException(
        "%s.%s: expected %s, got '%s'".formatted(name, setting, expected, found), cause);
  }
}
