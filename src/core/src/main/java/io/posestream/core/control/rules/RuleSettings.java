package io.posestream.core.control.rules;

import io.posestream.core.event.ActionRule;
import io.posestream.core.event.Persistence;
import io.posestream.core.model.Thresholds;
import io.posestream.core.zone.ZoneRule;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of one label, or of all labels; an empty setting keeps its value from the level below.
 *
 * @param enter score at which an action starts
 * @param exit score below which it ends
 * @param confirmWindows windows in a row that must support an action before it starts
 * @param minDurationMillis what ends sooner is retracted
 * @param gapMillis time below the exit threshold that does not end it
 * @param maxDurationMillis time after which it ends and may start again
 * @param coolDownMillis time after its end in which it does not start again
 * @param group name of the labels that exclude each other
 * @param severity within its group; a more severe action takes over from the others
 * @param include zones in one of which the person who acts must be; empty for anywhere
 * @param exclude zones in none of which that person may be
 * @param schedule when it counts
 * @param muted whether it raises no events
 */
public record RuleSettings(
    Optional<Double> enter,
    Optional<Double> exit,
    Optional<Integer> confirmWindows,
    Optional<Long> minDurationMillis,
    Optional<Long> gapMillis,
    Optional<Long> maxDurationMillis,
    Optional<Long> coolDownMillis,
    Optional<String> group,
    Optional<Integer> severity,
    Optional<Set<String>> include,
    Optional<Set<String>> exclude,
    Optional<Schedule> schedule,
    Optional<Boolean> muted) {
  /** Sets nothing. */
  public static final RuleSettings NONE =
      new RuleSettings(
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
          Optional.empty(),
          Optional.empty());

  /** Copies the sets in; values are checked by {@link RuleCheck}. */
  public RuleSettings {
    include = include.map(Set::copyOf);
    exclude = exclude.map(Set::copyOf);
  }

  /** Returns these settings, completed by others. */
  public RuleSettings over(RuleSettings below) {
    return new RuleSettings(
        enter.or(below::enter),
        exit.or(below::exit),
        confirmWindows.or(below::confirmWindows),
        minDurationMillis.or(below::minDurationMillis),
        gapMillis.or(below::gapMillis),
        maxDurationMillis.or(below::maxDurationMillis),
        coolDownMillis.or(below::coolDownMillis),
        group.or(below::group),
        severity.or(below::severity),
        include.or(below::include),
        exclude.or(below::exclude),
        schedule.or(below::schedule),
        muted.or(below::muted));
  }

  /**
   * Returns a label's rule under these settings.
   *
   * <p>{@link RuleCheck} refuses settings that contradict each other. But the configuration or the
   * model may have changed since, while the rules were kept: then the exit threshold is lowered to
   * the enter threshold, and the longest duration is raised to the shortest.
   */
  ActionRule under(ActionRule rule) {
    Persistence persistence = rule.persistence();
    double start = enter.orElse(rule.thresholds().enter());
    long shortest = minDurationMillis.orElse(persistence.minDurationMillis());
    return new ActionRule(
        rule.label(),
        rule.index(),
        new Thresholds(start, Math.min(start, exit.orElse(rule.thresholds().exit()))),
        new Persistence(
            confirmWindows.orElse(persistence.confirmWindows()),
            shortest,
            gapMillis.orElse(persistence.gapMillis()),
            Math.max(shortest, maxDurationMillis.orElse(persistence.maxDurationMillis())),
            coolDownMillis.orElse(persistence.coolDownMillis())),
        group.map(ActionRule::groupNamed).orElse(rule.group()),
        severity.orElse(rule.severity()));
  }

  /** Returns where a label counts under these settings; a zone that is included is not excluded. */
  ZoneRule under(ZoneRule rule) {
    Set<String> included = include.orElse(rule.include());
    Set<String> excluded = new HashSet<>(exclude.orElse(rule.exclude()));
    excluded.removeAll(included);
    return new ZoneRule(included, excluded);
  }
}
