package io.posestream.core.control.rules;

import io.posestream.core.event.ActionRule;
import io.posestream.core.event.Persistence;
import io.posestream.core.zone.ZoneRule;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Tells which settings contradict each other once a camera's rules lie over the default. */
final class LayerCheck {
  private final JobRules job;
  private final RuleEdit general;
  private final RuleEdit own;
  private final CameraRules merged;
  private final Problems problems;

  /**
   * Lays rules over each other.
   *
   * @param job the rules that lie under all others
   * @param general the default
   * @param own of a camera
   * @param problems takes what is wrong
   */
  LayerCheck(JobRules job, RuleEdit general, RuleEdit own, Problems problems) {
    this.job = job;
    this.general = general;
    this.own = own;
    this.merged =
        own.rules().orElse(CameraRules.NONE).over(general.rules().orElse(CameraRules.NONE));
    this.problems = problems;
  }

  void check() {
    for (ActionRule rule : job.events().actions()) {
      RuleSettings settings = merged.of(rule.name());
      thresholds(rule, settings);
      durations(rule, settings);
      zones(rule.name(), settings);
    }
  }

  // A start without an end of its own takes the old end down with it: only an end can be too high.
  private void thresholds(ActionRule rule, RuleSettings settings) {
    double enter = settings.enter().orElse(rule.thresholds().enter());
    settings
        .exit()
        .ifPresent(
            exit ->
                problems.require(
                    exit <= enter,
                    field(rule.name(), "exit", RuleSettings::exit),
                    "at most enter, which is %s for %s".formatted(enter, rule.name()),
                    exit));
  }

  private void durations(ActionRule rule, RuleSettings settings) {
    Persistence persistence = rule.persistence();
    long least = settings.minDurationMillis().orElse(persistence.minDurationMillis());
    long most = settings.maxDurationMillis().orElse(persistence.maxDurationMillis());
    if (settings.maxDurationMillis().isPresent()) {
      problems.require(
          most >= least,
          field(rule.name(), "max_duration_ms", RuleSettings::maxDurationMillis),
          "at least min_duration_ms, which is %d for %s".formatted(least, rule.name()),
          most);
    } else {
      problems.require(
          most >= least,
          field(rule.name(), "min_duration_ms", RuleSettings::minDurationMillis),
          "at most max_duration_ms, which is %d for %s".formatted(most, rule.name()),
          least);
    }
  }

  private void zones(String label, RuleSettings settings) {
    ZoneRule below = job.zoneRules().ruleOf(label);
    Set<String> both = new TreeSet<>(settings.include().orElse(below.include()));
    both.retainAll(settings.exclude().orElse(below.exclude()));
    boolean included = settings.include().isPresent();
    problems.require(
        both.isEmpty(),
        included
            ? field(label, "include", RuleSettings::include)
            : field(label, "exclude", RuleSettings::exclude),
        "zones to be included or excluded for " + label,
        both + " in both");
  }

  /** Returns the field that the setting of a label comes from. */
  private String field(String label, String name, Function<RuleSettings, Optional<?>> setting) {
    for (RuleEdit layer : new RuleEdit[] {own, general}) {
      RuleSettings said =
          layer.rules().orElse(CameraRules.NONE).labels().getOrDefault(label, RuleSettings.NONE);
      if (setting.apply(said).isPresent()) {
        return "%s.labels.%s.%s".formatted(layer.field(), label, name);
      }
    }
    boolean mine = setting.apply(own.rules().orElse(CameraRules.NONE).general()).isPresent();
    return (mine ? own : general).field() + "." + name;
  }
}
