package io.posestream.core.control.rules;

import io.posestream.core.event.ActionRule;
import io.posestream.core.event.Persistence;
import io.posestream.core.zone.ZoneRule;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Finds settings that contradict each other once a camera's rules override the default. */
final class LayerCheck {
  private final JobRules job;
  private final RuleEdit general;
  private final RuleEdit own;
  private final CameraRules merged;
  private final Problems problems;

  /**
   * Merges rules.
   *
   * @param job the rules of the job's configuration
   * @param general the default, which overrides them
   * @param own of a camera, which override both
   * @param problems collect what is wrong
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

  // A lower enter takes the exit from below down with it: only an exit that is set can be too high.
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
    if (most < least && settings.maxDurationMillis().isPresent()) {
      problems.refuse(
          field(rule.name(), "max_duration_ms", RuleSettings::maxDurationMillis),
          "at least min_duration_ms, which is %d for %s".formatted(least, rule.name()),
          most);
    } else if (most < least) {
      problems.refuse(
          field(rule.name(), "min_duration_ms", RuleSettings::minDurationMillis),
          "at most max_duration_ms, which is %d for %s".formatted(most, rule.name()),
          least);
    }
  }

  private void zones(String label, RuleSettings settings) {
    ZoneRule below = job.zoneRules().ruleOf(label);
    Set<String> both = new TreeSet<>(settings.include().orElse(below.include()));
    both.retainAll(settings.exclude().orElse(below.exclude()));
    String field =
        settings.include().isPresent()
            ? field(label, "include", RuleSettings::include)
            : field(label, "exclude", RuleSettings::exclude);
    problems.require(
        both.isEmpty(), field, "zones to be included or excluded for " + label, both + " in both");
  }

  /** Returns the field of a message that set a setting of a label. */
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
