package io.posestream.job.config;

import static io.posestream.job.config.JobSettings.read;

import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.Persistence;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Thresholds;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.TimeUtils;

/**
 * When scores become events, as the configuration says.
 *
 * @param enter start thresholds by label
 * @param exit end thresholds by label
 * @param persistence of every label
 * @param labelPersistence of the labels that have one of their own
 * @param groups names of groups by label
 * @param severities by label
 * @param smoothing share of the past in a score
 * @param updateInterval least event time between two steps of an action
 * @param lostAfter event time after which a subject's actions end
 */
public record EventSettings(
    Map<String, Double> enter,
    Map<String, Double> exit,
    Persistence persistence,
    Map<String, Persistence> labelPersistence,
    Map<String, String> groups,
    Map<String, Integer> severities,
    double smoothing,
    Duration updateInterval,
    Duration lostAfter) {
  private static final String CONFIRM_WINDOWS = "confirm-windows";
  private static final String MIN_DURATION = "min-duration";
  private static final String GAP = "gap";
  private static final String MAX_DURATION = "max-duration";
  private static final String COOL_DOWN = "cool-down";
  private static final String GROUP = "group";
  private static final String SEVERITY = "severity";
  private static final List<String> LABEL_SETTINGS =
      List.of(CONFIRM_WINDOWS, MIN_DURATION, GAP, MAX_DURATION, COOL_DOWN, GROUP, SEVERITY);

  static EventSettings of(Configuration config) {
    Persistence general =
        JobSettings.checked(
            "events",
            () ->
                new Persistence(
                    read(config, EventOptions.CONFIRM_WINDOWS),
                    read(config, EventOptions.MIN_DURATION).toMillis(),
                    read(config, EventOptions.GAP).toMillis(),
                    read(config, EventOptions.MAX_DURATION).toMillis(),
                    read(config, EventOptions.COOL_DOWN).toMillis()));
    Map<String, Persistence> labelPersistence = new HashMap<>();
    Map<String, String> groups = new HashMap<>();
    Map<String, Integer> severities = new HashMap<>();
    byLabel(config)
        .forEach(
            (label, section) -> {
              labelPersistence.put(label, section.persistence(general));
              section.value(GROUP).ifPresent(group -> groups.put(label, group));
              section.number(SEVERITY).ifPresent(severity -> severities.put(label, severity));
            });
    double smoothing = read(config, EventOptions.SMOOTHING);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw JobSettings.refused(
          EventOptions.SMOOTHING, "a number from 0 to below 1", String.valueOf(smoothing));
    }
    return new EventSettings(
        thresholds(config, EventOptions.ENTER),
        thresholds(config, EventOptions.EXIT),
        general,
        labelPersistence,
        groups,
        severities,
        smoothing,
        JobSettings.atLeast(
            config, EventOptions.UPDATE_INTERVAL, Duration.ZERO, "no negative time"),
        JobSettings.positiveTime(config, EventOptions.LOST_AFTER));
  }

  /**
   * Returns the policy for models.
   *
   * @param models the bundles; a label's own thresholds are those of the first that has it
   * @throws ConfigException if a pair of thresholds is out of order or out of range
   */
  public EventPolicy policy(List<ModelDescription> models) {
    return EventPolicy.DEFAULTS
        .withLabelThresholds(thresholds(models))
        .withPersistence(persistence)
        .withLabelPersistence(labelPersistence)
        .withGroups(groups)
        .withSeverities(severities)
        .withSmoothing(smoothing)
        .withUpdateIntervalMillis(updateInterval.toMillis())
        .withLostAfterMillis(lostAfter.toMillis());
  }

  private Map<String, Thresholds> thresholds(List<ModelDescription> models) {
    Map<String, Thresholds> byLabel = new HashMap<>();
    Set<String> labels = new HashSet<>(enter.keySet());
    labels.addAll(exit.keySet());
    for (String label : labels) {
      Thresholds own =
          models.stream()
              .filter(model -> model.labelNames().contains(label))
              .findFirst()
              .orElse(models.get(0))
              .thresholdsOf(label);
      double start = enter.getOrDefault(label, own.enter());
      double end = exit.getOrDefault(label, Math.min(own.exit(), start));
      byLabel.put(label, JobSettings.checked("events." + label, () -> new Thresholds(start, end)));
    }
    return byLabel;
  }

  private static Map<String, Double> thresholds(
      Configuration config, ConfigOption<Map<String, String>> option) {
    Map<String, Double> byLabel = new HashMap<>();
    read(config, option)
        .forEach(
            (label, value) -> {
              try {
                byLabel.put(label, Double.parseDouble(value));
              } catch (NumberFormatException e) {
                throw new ConfigException(
                    "%s.%s: expected a number in 0..1, got '%s'"
                        .formatted(option.key(), label, value),
                    e);
              }
            });
    return Map.copyOf(byLabel);
  }

  private static Map<String, LabelSection> byLabel(Configuration config) {
    Map<String, LabelSection> sections = new TreeMap<>();
    read(config, EventOptions.LABELS)
        .forEach(
            (key, value) -> {
              int dot = key.lastIndexOf('.');
              String setting = key.substring(dot + 1);
              if (dot < 1 || !LABEL_SETTINGS.contains(setting)) {
                throw new ConfigException(
                    "%s.%s: expected LABEL.SETTING with one of %s"
                        .formatted(EventOptions.LABELS.key(), key, LABEL_SETTINGS));
              }
              sections
                  .computeIfAbsent(key.substring(0, dot), LabelSection::new)
                  .values
                  .put(setting, value);
            });
    return sections;
  }

  /** What the configuration says of one label. */
  private static final class LabelSection {
    private final String label;
    private final Map<String, String> values = new HashMap<>();

    LabelSection(String label) {
      this.label = label;
    }

    Persistence persistence(Persistence general) {
      return JobSettings.checked(
          name(),
          () ->
              new Persistence(
                  number(CONFIRM_WINDOWS).orElse(general.confirmWindows()),
                  millis(MIN_DURATION).orElse(general.minDurationMillis()),
                  millis(GAP).orElse(general.gapMillis()),
                  millis(MAX_DURATION).orElse(general.maxDurationMillis()),
                  millis(COOL_DOWN).orElse(general.coolDownMillis())));
    }

    Optional<String> value(String setting) {
      return Optional.ofNullable(values.get(setting));
    }

    Optional<Integer> number(String setting) {
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

    private String name() {
      return EventOptions.LABELS.key() + "." + label;
    }

    private ConfigException refused(
        String setting, String expected, String found, RuntimeException cause) {
      return new ConfigException(
          "%s.%s: expected %s, got '%s'".formatted(name(), setting, expected, found), cause);
    }
  }
}
