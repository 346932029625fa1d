package io.posestream.job.config;

import static io.posestream.job.config.OptionReader.checked;

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
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;

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
  static EventSettings of(OptionReader options) {
    Persistence general = checked("events", () -> persistence(options));
    Map<String, LabelSection> sections = LabelSection.byLabel(options);
    return new EventSettings(
        thresholds(options, EventOptions.ENTER),
        thresholds(options, EventOptions.EXIT),
        general,
        byLabel(sections, section -> Optional.of(section.persistence(general))),
        byLabel(sections, LabelSection::group),
        byLabel(sections, LabelSection::severity),
        smoothing(options),
        options.time(EventOptions.UPDATE_INTERVAL),
        options.positiveTime(EventOptions.LOST_AFTER));
  }

  private static Persistence persistence(OptionReader options) {
    return new Persistence(
        options.read(EventOptions.CONFIRM_WINDOWS),
        options.read(EventOptions.MIN_DURATION).toMillis(),
        options.read(EventOptions.GAP).toMillis(),
        options.read(EventOptions.MAX_DURATION).toMillis(),
        options.read(EventOptions.COOL_DOWN).toMillis());
  }

  private static double smoothing(OptionReader options) {
    double smoothing = options.read(EventOptions.SMOOTHING);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw OptionReader.refused(
          EventOptions.SMOOTHING, "a number from 0 to below 1", String.valueOf(smoothing));
    }
    return smoothing;
  }

  private static <T> Map<String, T> byLabel(
      Map<String, LabelSection> sections, Function<LabelSection, Optional<T>> setting) {
    Map<String, T> values = new HashMap<>();
    sections.forEach(
        (label, section) -> setting.apply(section).ifPresent(value -> values.put(label, value)));
    return Map.copyOf(values);
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
    Set<String> labels = new HashSet<>(enter.keySet());
    labels.addAll(exit.keySet());
    Map<String, Thresholds> byLabel = new HashMap<>();
    for (String label : labels) {
      byLabel.put(label, checked("events." + label, () -> thresholds(label, models)));
    }
    return byLabel;
  }

  private Thresholds thresholds(String label, List<ModelDescription> models) {
    Thresholds own =
        models.stream()
            .filter(model -> model.labelNames().contains(label))
            .findFirst()
            .orElse(models.get(0))
            .thresholdsOf(label);
    double start = enter.getOrDefault(label, own.enter());
    return new Thresholds(start, exit.getOrDefault(label, Math.min(own.exit(), start)));
  }

  private static Map<String, Double> thresholds(
      OptionReader options, ConfigOption<Map<String, String>> option) {
    Map<String, Double> byLabel = new HashMap<>();
    options
        .read(option)
        .forEach((label, value) -> byLabel.put(label, number(option.key() + "." + label, value)));
    return Map.copyOf(byLabel);
  }

  private static double number(String key, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new ConfigException("%s: expected a number in 0..1, got '%s'".formatted(key, value), e);
    }
  }
}
