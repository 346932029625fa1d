package io.posestream.core.zone;

import java.io.Serializable;
import java.util.Collection;
import java.util.Set;

/**
 * Where an action counts.
 *
 * @param include zones in one of which the person who acts must be; empty for anywhere
 * @param exclude zones in none of which that person may be
 */
public record ZoneRule(Set<String> include, Set<String> exclude) implements Serializable {
  /** An action counts anywhere. */
  public static final ZoneRule ANYWHERE = new ZoneRule(Set.of(), Set.of());

  /**
   * Copies the sets in.
   *
   * @throws IllegalArgumentException if a zone is in both
   */
  public ZoneRule {
    include = Set.copyOf(include);
    exclude = Set.copyOf(exclude);
    for (String zone : include) {
      if (exclude.contains(zone)) {
        throw new IllegalArgumentException(
            "expected a zone to be included or excluded, got '%s' in both".formatted(zone));
      }
    }
  }

  /** Returns whether somebody who is in these zones counts. */
  public boolean admits(Collection<String> zones) {
    return (include.isEmpty() || zones.stream().anyMatch(include::contains))
        && zones.stream().noneMatch(exclude::contains);
  }
}
