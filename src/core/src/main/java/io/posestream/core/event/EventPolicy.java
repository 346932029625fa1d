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

  /** Returns this policy with other thresholds of every label. */
  public EventPolicy withThresholds(Thresholds changed) {
    return new EventPolicy(
        Optional.of(changed),
        labelThresholds,
        persistence,
        labelPersistence,
        groups,
        severities,
        smoothing,
        updateIntervalMillis,
        lostAfterMillis);
  }

  /** Returns this policy with other thresholds of single labels. */
  public EventPolicy withLabelThresholds(Map<String, Thresholds> changed) {
    return new EventPolicy(
        thresholds,
        changed,
        persistence,
        labelPersistence,
        groups,
        severities,
        smoothing,
        updateIntervalMillis,
        lostAfterMillis);
  }

  /** Returns this policy with another persistence of single labels. */
  public EventPolicy withLabelPersistence(Map<String, Persistence> changed) {
    return new EventPolicy(
        thresholds,
        labelThresholds,
        persistence,
        changed,
        groups,
        severities,
        smoothing,
        updateIntervalMillis,
        lostAfterMillis);
  }

  /** Returns this policy with other groups. */
  public EventPolicy withGroups(Map<String, String> changed) {
    return new EventPolicy(
        thresholds,
        labelThresholds,
        persistence,
        labelPersistence,
        changed,
        severities,
        smoothing,
        updateIntervalMillis,
        lostAfterMillis);
  }

  /** Returns this policy with other severities. */
  public EventPolicy withSeverities(Map<String, Integer> changed) {
    return new EventPolicy(
        thresholds,
        labelThresholds,
        persistence,
        labelPersistence,
        groups,
        changed,
        smoothing,
        updateIntervalMillis,
        lostAfterMillis);
  }

  /** Returns this policy with another smoothing. */
  public EventPolicy withSmoothing(double changed) {
    return new EventPolicy(
        thresholds,
        labelThresholds,
        persistence,
        labelPersistence,
        groups,
        severities,
        changed,
        updateIntervalMillis,
        lostAfterMillis);
  }

  /** Returns this policy with another interval of updates. */
  public EventPolicy withUpdateIntervalMillis(long changed) {
    return new EventPolicy(
        thresholds,
        labelThresholds,
        persistence,
        labelPersistence,
        groups,
        severities,
        smoothing,
        changed,
        lostAfterMillis);
  }

  /** Returns this policy with another time until a subject is lost. */
  public EventPolicy withLostAfterMillis(long changed) {
    return new EventPolicy(
        thresholds,
        labelThresholds,
        persistence,
        labelPersistence,
        groups,
        severities,
        smoothing,
        updateIntervalMillis,
        changed);
  }
}
