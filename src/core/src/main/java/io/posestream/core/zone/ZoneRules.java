package io.posestream.core.zone;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the actions count.
 *
 * @param general of the labels without a rule of their own
 * @param byLabel by label name
 */
public record ZoneRules(ZoneRule general, Map<String, ZoneRule> byLabel) implements Serializable {
  /** Every action counts anywhere. */
  public static final ZoneRules NONE = new ZoneRules(ZoneRule.ANYWHERE, Map.of());

  /** Copies the map in. */
  public ZoneRules {
    byLabel = Map.copyOf(byLabel);
  }

  /** Returns the rule of a label. */
  public ZoneRule ruleOf(String label) {
    return byLabel.getOrDefault(label, general);
  }

  /** Returns whether every action counts anywhere. */
  public boolean isEmpty() {
    return general.equals(ZoneRule.ANYWHERE)
        && byLabel.values().stream().allMatch(ZoneRule.ANYWHERE::equals);
  }

  /** Returns the zones that rules name, ascending. */
  public Set<String> zones() {
    Set<String> zones = new TreeSet<>(general.include());
    zones.addAll(general.exclude());
    for (ZoneRule rule : byLabel.values()) {
      zones.addAll(rule.include());
      zones.addAll(rule.exclude());
    }
    return zones;
  }
}
