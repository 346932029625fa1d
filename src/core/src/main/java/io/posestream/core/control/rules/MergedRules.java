package io.posestream.core.control.rules;

import io.posestream.core.event.ActionRule;
import io.posestream.core.event.EventRules;
import io.posestream.core.zone.ZoneRule;
import io.posestream.core.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The job's rules under those of a camera and the default; only schedules are still open. */
final class MergedRules {
  private final CameraRules rules;
  private final EventRules raised;
  private final ZoneRules zones;
  private final boolean scheduled;

  /**
   * Merges.
   *
   * @param job the rules of the job's own configuration
   * @param rules those of a camera over the default; labels that the job does not have are left out
   */
  MergedRules(JobRules job, CameraRules rules) {
    this.rules = rules;
    List<ActionRule> actions = new ArrayList<>();
    Map<String, ZoneRule> places = new HashMap<>();
    for (ActionRule rule : job.events().actions()) {
      RuleSettings settings = rules.of(rule.name());
      if (rules.raises(rule.name())) {
        actions.add(settings.under(rule));
        places.put(rule.name(), settings.under(job.zoneRules().ruleOf(rule.name())));
      }
    }
    raised = with(job.events(), actions);
    // A label that is not named here raises nothing, so that where it counts does not matter.
    zones = new ZoneRules(ZoneRule.ANYWHERE, places);
    scheduled = actions.stream().anyMatch(rule -> rules.of(rule.name()).schedule().isPresent());
  }

  HeldRules at(long version, long timeMillis) {
    return new HeldRules(version, scheduled ? scheduledAt(timeMillis) : raised, zones);
  }

  private EventRules scheduledAt(long timeMillis) {
    return with(
        raised,
        raised.actions().stream()
            .filter(
                rule ->
                    rules
                        .of(rule.name())
                        .schedule()
                        .map(schedule -> schedule.covers(timeMillis))
                        .orElse(true))
            .toList());
  }

  private static EventRules with(EventRules rules, List<ActionRule> actions) {
    return new EventRules(
        actions, rules.smoothing(), rules.updateIntervalMillis(), rules.lostAfterMillis());
  }
}
