package io.posestream.core.event;

import io.posestream.core.model.Thresholds;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a user sets about events; a model's labels make {@link EventRules} of it.
 *
 * @param thresholds replace the model's default thresholds
 * @param labelThresholds replace the thresholds of single labels
 * @param persistence of every label
 * @param labelPersistence of single labels
 * @param groups names of groups by label, for labels that exclude each other
 * @param severities by label; 0 for labels not named
 * @param smoothing share of the past in a score, in 0..1 without 1; 0 takes each window as it is
 * @param updateIntervalMillis least event time between two steps of an action that goes on; 0 for
 *     no updates
 * @param lostAfterMillis event time without scores after which a subject's actions are over,
 *     positive
 */
public record EventPolicy(
    Optional<Thresholds> thresholds,
    Map<String, Thresholds> labelThresholds,
    Persistence persistence,
    Map<String, Persistence> labelPersistence,
    Map<String, String> groups,
    Map<String, Integer> severities,
    double smoothing,
    long updateIntervalMillis,
    long lostAfterMillis) {
  /** The defaults of the job. */
  public static final EventPolicy DEFAULTS =
      new EventPolicy(
          Optional.empty(),
          Map.of(),
          Persistence.DEFAULTS,
          Map.of(),
          Map.of(),
          Map.of(),
          0.3,
          10_000,
          5000);

  /** Copies the maps in. */
  public EventPolicy {
    labelThresholds = Map.copyOf(labelThresholds);
    labelPersistence = Map.copyOf(labelPersistence);
    groups = Map.copyOf(groups);
    severities = Map.copyOf(severities);
  }

  /** Returns the thresholds that were set. */
  public ThresholdSettings thresholdSettings() {
    return new ThresholdSettings(thresholds.orElse(null), labelThresholds);
  }

  /** Returns every label that is named somewhere, in alphabetical order. */
  Set<String> namedLabels() {
    Set<String> named = new TreeSet<>();
    Stream.of(labelThresholds, labelPersistence, groups, severities)
        .map(Map::keySet)
        .forEach(named::addAll);
    return named;
  }

  /** Returns a policy with thresholds and persistence of every label, all else by default. */
  public static EventPolicy of(Thresholds thresholds, Persistence persistence) {
    return new EventPolicy(
        Optional.of(thresholds),
        Map.of(),
        persistence,
        Map.of(),
        Map.of(),
        Map.of(),
        DEFAULTS.smoothing,
        DEFAULTS.updateIntervalMillis,
        DEFAULTS.lostAfterMillis);
  }

  /** Returns this policy with another persistence of every label that has none of its own. */
  public EventPolicy withPersistence(Persistence changed) {
    return new EventPolicy(
        thresholds,
        labelThresholds,
        changed,
        labelPersistence,
        groups,
        severities,
        smoothing,
        updateIntervalMillis,
        lostAfterMillis);
  }
}
