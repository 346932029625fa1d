package io.posestream.core.control.rules;

import io.posestream.core.control.message.MessageSource;
import io.posestream.core.event.ActionRule;
import io.posestream.core.event.EventRules;
import io.posestream.core.event.Persistence;
import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.zone.Corner;
import io.posestream.core.zone.Zone;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job with labels {@code fall} and {@code wave}, which start at 0.6 and end below 0.4, and a zone
 * {@code yard} on camera {@code gate}.
 */
final class Rules {
  static final long NOW = 1_000_000;
  static final Zone YARD = zone("yard");
  static final JobRules JOB =
      new JobRules(
          new EventRules(List.of(rule("fall", 0), rule("wave", 1)), 0, 10_000, 5000),
          ZoneRules.NONE,
          new ZoneMap(Map.of("gate", List.of(YARD))));

  private Rules() {}

  private static ActionRule rule(String label, int index) {
    return new ActionRule(
        new ActionLabel(label, Set.of(Scope.PERSON)),
        index,
        new Thresholds(0.6, 0.4),
        Persistence.DEFAULTS,
        "label " + label,
        0);
  }

  static Zone zone(String id) {
    return new Zone(id, List.of(new Corner(0, 0), new Corner(1, 0), new Corner(1, 1)));
  }

  /** Returns thresholds; NaN leaves one open. */
  static RuleSettings thresholds(double enter, double exit) {
    RuleSettings none = RuleSettings.NONE;
    return settings(
        optional(enter), optional(exit), none.minDurationMillis(), none.maxDurationMillis());
  }

  static RuleSettings durations(Optional<Long> least, Optional<Long> most) {
    return settings(Optional.empty(), Optional.empty(), least, most);
  }

  private static Optional<Double> optional(double value) {
    return Double.isNaN(value) ? Optional.empty() : Optional.of(value);
  }

  private static RuleSettings settings(
      Optional<Double> enter, Optional<Double> exit, Optional<Long> least, Optional<Long> most) {
    return new RuleSettings(
        enter,
        exit,
        Optional.empty(),
        least,
        Optional.empty(),
        most,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static RuleSettings inZones(Set<String> include, Set<String> exclude) {
    return new RuleSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(include).filter(names -> !names.isEmpty()),
        Optional.of(exclude).filter(names -> !names.isEmpty()),
        Optional.empty(),
        Optional.empty());
  }

  static RuleSettings active(Optional<Schedule> schedule, Optional<Boolean> muted) {
    return new RuleSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        schedule,
        muted);
  }

  static CameraRules all(RuleSettings general) {
    return new CameraRules(general, Map.of(), Optional.empty(), Optional.empty());
  }

  static CameraRules of(String label, RuleSettings settings) {
    return new CameraRules(
        RuleSettings.NONE, Map.of(label, settings), Optional.empty(), Optional.empty());
  }

  static CameraRules watching(String... labels) {
    return new CameraRules(
        RuleSettings.NONE, Map.of(), Optional.of(Set.of(labels)), Optional.empty());
  }

  static CameraRules zones(CameraRules rules, Zone... zones) {
    return new CameraRules(
        rules.general(), rules.labels(), rules.watched(), Optional.of(List.of(zones)));
  }

  static RuleEdit general(CameraRules rules) {
    return new RuleEdit(Optional.empty(), Optional.of(rules));
  }

  static RuleEdit camera(String camera, CameraRules rules) {
    return new RuleEdit(Optional.of(camera), Optional.of(rules));
  }

  static RuleEdit takenBack(String camera) {
    return new RuleEdit(Optional.of(camera), Optional.empty());
  }

  static RuleRequest request(String id, long effectiveFromMillis, RuleEdit... edits) {
    return new RuleRequest(
        id,
        Optional.of(effectiveFromMillis),
        List.of(edits),
        List.of(),
        id + effectiveFromMillis + List.of(edits),
        new MessageSource("control", 0, 0, NOW));
  }

  /** Returns accepted rules with edits that take effect then. */
  static AcceptedRules with(AcceptedRules accepted, long effectiveFromMillis, RuleEdit... edits) {
    return accepted.with(
        new RuleChange(accepted.version() + 1, effectiveFromMillis, List.of(edits)));
  }
}
