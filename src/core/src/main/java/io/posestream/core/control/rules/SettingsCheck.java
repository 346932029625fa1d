package io.posestream.core.control.rules;

import io.posestream.core.event.Persistence;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds settings, of one label or of all labels, that are out of range or contradict each other.
 */
final class SettingsCheck {
  private static final long LONGEST_MILLIS = 366L * 24 * 3600 * 1000;

  private final Set<String> zones;
  private final Problems problems;

  /**
   * Creates a check.
   *
   * @param zones that may be named
   * @param problems collect what is wrong
   */
  SettingsCheck(Set<String> zones, Problems problems) {
    this.zones = zones;
    this.problems = problems;
  }

  void check(String field, RuleSettings settings) {
    thresholds(field, settings);
    confirmation(field + ".confirm_windows", settings.confirmWindows());
    time(field + ".min_duration_ms", 0, settings.minDurationMillis());
    time(field + ".gap_ms", 0, settings.gapMillis());
    time(field + ".max_duration_ms", 1, settings.maxDurationMillis());
    time(field + ".cool_down_ms", 0, settings.coolDownMillis());
    group(field + ".group", settings.group());
    zones(field + ".include", settings.include());
    zones(field + ".exclude", settings.exclude());
  }

  private void thresholds(String field, RuleSettings settings) {
    share(field + ".enter", settings.enter());
    share(field + ".exit", settings.exit());
    if (settings.enter().isPresent() && settings.exit().isPresent()) {
      double enter = settings.enter().get();
      double exit = settings.exit().get();
      problems.require(!(exit > enter), field + ".exit", "at most enter, which is " + enter, exit);
    }
  }

  private void confirmation(String field, Optional<Integer> windows) {
    windows.ifPresent(
        count ->
            problems.require(
                count >= 1 && count <= Persistence.MOST_CONFIRM_WINDOWS,
                field,
                "1.." + Persistence.MOST_CONFIRM_WINDOWS,
                count));
  }

  private void group(String field, Optional<String> name) {
    name.ifPresent(group -> problems.require(!group.isBlank(), field, "a name", "'" + group + "'"));
  }

  private void share(String field, Optional<Double> value) {
    value.ifPresent(
        share -> problems.require(share >= 0 && share <= 1, field, "a score in 0..1", share));
  }

  private void time(String field, long least, Optional<Long> value) {
    value.ifPresent(
        millis ->
            problems.require(
                millis >= least && millis <= LONGEST_MILLIS,
                field,
                "milliseconds from %d to %d".formatted(least, LONGEST_MILLIS),
                millis));
  }

  private void zones(String field, Optional<Set<String>> named) {
    for (String zone : new TreeSet<>(named.orElse(Set.of()))) {
      problems.require(zones.contains(zone), field, "zones out of " + zones, "'" + zone + "'");
    }
  }
}
