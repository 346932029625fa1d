package io.posestream.core.control.rules;

import io.posestream.core.control.models.ReplacementModel;
import io.posestream.core.event.ActionRule;
import io.posestream.core.event.EventRules;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRules;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of the job's own configuration.
 *
 * @param events when scores become events
 * @param zoneRules where actions count
 * @param zones of each camera
 */
public record JobRules(EventRules events, ZoneRules zoneRules, ZoneMap zones)
    implements RulePlan, Serializable {
  @Override
  public HeldRules at(String camera, long timeMillis) {
    return new HeldRules(0, events, zoneRules);
  }

  /** Returns these rules for a model that a message brought. */
  JobRules forModel(ReplacementModel model) {
    return new JobRules(events.withThresholds(model.thresholds()), zoneRules, zones);
  }

  /** Returns the names of the labels that may raise events, ascending. */
  Set<String> labels() {
    Set<String> names = new TreeSet<>();
    events.actions().stream().map(ActionRule::name).forEach(names::add);
    return names;
  }
}
