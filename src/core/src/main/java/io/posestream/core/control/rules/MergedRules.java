package io.posestream.core.control.rules;

import io.posestream.core.event.ActionRule;
import io.posestream.core.event.EventRules;
import io.posestream.core.zone.ZoneRule;
import io.posestream.core.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of a camera, the default and the job merged into one; only schedules remain to be
 * applied.
 */
final class MergedRules {
  private final CameraRules rules;
  private final EventRules raised;
  private final ZoneRules zones;
  private final boolean scheduled;

  /**
   * Merges.
   *
   * @param job the rules of the job's own configuration
   * @param rules of a camera, completed by the default; labels that the job does not have are
   *     ignored
   */
  MergedRules(JobRules job, CameraRules rules) {
    this.rules = rules;
    List<ActionRule> actions = new ArrayList<>();
    Map<String, ZoneRule> byLabel = new HashMap<>();
    for (ActionRule rule : job.events().actions()) {
      RuleSettings settings = rules.of(rule.name());
      if (rules.raises(rule.name())) {
        actions.add(settings.under(rule));
        byLabel.put(rule.name(), settings.under(job.zoneRules().ruleOf(rule.name())));
      }
    }
    raised = with(job.events(), actions);
    // A label that is missing here raises no events: where it counts does not matter.
    zones = new ZoneRules(ZoneRule.ANYWHERE, byLabel);
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
