package io.posestream.core.rule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * When an action counts.
 *
 * @param timeZone of the shifts' clock
 * @param shifts in any of which it counts
 */
public record Schedule(ZoneId timeZone, List<Shift> shifts) {
  /**
   * Copies the list in.
   *
   * @throws IllegalArgumentException if there is no shift
   */
  public Schedule {
    shifts = List.copyOf(shifts);
    if (shifts.isEmpty()) {
      throw new IllegalArgumentException("expected at least one shift, got none");
    }
  }

  /** Returns whether an instant, in milliseconds since the epoch, lies in a shift. */
  public boolean covers(long timeMillis) {
    ZonedDateTime time = Instant.ofEpochMilli(timeMillis).atZone(timeZone);
    return shifts.stream().anyMatch(shift -> shift.covers(time));
  }
}
