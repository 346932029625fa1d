package io.posestream.core.event;

import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * When scores become events.
 *
 * @param actions the labels that may raise events, in the order of the models' outputs
 * @param smoothing share of the past in a score, in 0..1 without 1
 * @param updateIntervalMillis least event time between two steps of an action that goes on; 0 for
 *     no updates
 * @param lostAfterMillis event time without scores of a subject after which its actions are over
 */
public record EventRules(
    List<ActionRule> actions, double smoothing, long updateIntervalMillis, long lostAfterMillis)
    implements Serializable {
  /**
   * Copies the list in and checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting, the range and the value
   */
  public EventRules {
    actions = List.copyOf(actions);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "smoothing: expected 0 <= smoothing < 1, got " + smoothing);
    }
    if (updateIntervalMillis < 0) {
      throw new IllegalArgumentException(
          "update-interval: expected no negative time, got %d ms".formatted(updateIntervalMillis));
    }
    if (lostAfterMillis <= 0) {
      throw new IllegalArgumentException(
          "lost-after: expected a positive time, got %d ms".formatted(lostAfterMillis));
    }
  }

  /**
   * Returns the rules for models: every label but the reject labels, in the scopes it is meant for.
   *
   * @param models whose labels and thresholds apply; no two of them answer the same scope
   * @param policy what the user set
   * @throws IllegalArgumentException if the policy names a label that no model has
   */
  public static EventRules of(List<ModelDescription> models, EventPolicy policy) {
    requireKnown(policy.namedLabels(), models);
    List<ActionRule> actions = new ArrayList<>();
    for (ModelDescription model : models) {
      for (int i = 0; i < model.labels().size(); i++) {
        ActionLabel label = model.labels().get(i);
        if (!model.rejectLabel().equals(Optional.of(label.name()))) {
          actions.add(rule(model, policy, label, i));
        }
      }
    }
    return new EventRules(
        actions, policy.smoothing(), policy.updateIntervalMillis(), policy.lostAfterMillis());
  }

  private static void requireKnown(Collection<String> labels, List<ModelDescription> models) {
    List<String> known = models.stream().flatMap(any -> any.labelNames().stream()).toList();
    for (String label : labels) {
      if (!known.contains(label)) {
        throw new IllegalArgumentException(
            "expected settings for labels of model %s, got '%s'; it has %s"
                .formatted(
                    models.stream().map(ModelDescription::name).collect(Collectors.joining(", ")),
                    label,
                    known));
      }
    }
  }

  private static ActionRule rule(
      ModelDescription model, EventPolicy policy, ActionLabel label, int index) {
    String name = label.name();
    return new ActionRule(
        label,
        index,
        policy.thresholdSettings().of(model, name),
        policy.labelPersistence().getOrDefault(name, policy.persistence()),
        groupOf(policy, name),
        policy.severities().getOrDefault(name, 0));
  }

  // A label that is in no group is alone in one that no group can be called.
  private static String groupOf(EventPolicy policy, String label) {
    return Optional.ofNullable(policy.groups().get(label))
        .map(ActionRule::groupNamed)
        .orElse("label " + label);
  }

  /** Returns these rules with the thresholds of another model of the same labels. */
  public EventRules withThresholds(Map<String, Thresholds> byLabel) {
    return new EventRules(
        actions.stream()
            .map(rule -> rule.withThresholds(byLabel.getOrDefault(rule.name(), rule.thresholds())))
            .toList(),
        smoothing,
        updateIntervalMillis,
        lostAfterMillis);
  }

  /** Returns the rule of a label in a scope. */
  Optional<ActionRule> ruleOf(String label, Scope scope) {
    return actions.stream()
        .filter(rule -> rule.name().equals(label) && rule.isMeantFor(scope))
        .findFirst();
  }
}
