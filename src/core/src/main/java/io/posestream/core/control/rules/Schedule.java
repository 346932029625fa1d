package io.posestream.core.control.rules;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * When an action counts.
 *
 * @param timeZone whose local time the hours mean
 * @param hours in any of which the action counts
 */
public record Schedule(ZoneId timeZone, List<WeeklyHours> hours) {
  /**
   * Copies the list in.
   *
   * @throws IllegalArgumentException if there are no hours
   */
  public Schedule {
    hours = List.copyOf(hours);
    if (hours.isEmpty()) {
      throw new IllegalArgumentException("expected at least some hours, got none");
    }
  }

  /** Returns whether an instant, in milliseconds since the epoch, lies in any of the hours. */
  public boolean covers(long timeMillis) {
    ZonedDateTime time = Instant.ofEpochMilli(timeMillis).atZone(timeZone);
    return hours.stream().anyMatch(some -> some.covers(time));
  }
}
