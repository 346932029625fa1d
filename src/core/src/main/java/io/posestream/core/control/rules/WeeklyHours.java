package io.posestream.core.control.rules;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * Hours of the day on some days of the week, by local time.
 *
 * @param days on which the hours begin
 * @param fromMinute minutes after midnight, 0..1439, inclusive
 * @param toMinute minutes after midnight, 0..1440, exclusive; not above {@code fromMinute} for
 *     hours that end on the next day
 */
public record WeeklyHours(Set<DayOfWeek> days, int fromMinute, int toMinute) {
  private static final int DAY = 24 * 60;

  /**
   * Copies the days in and checks the ranges.
   *
   * @throws IllegalArgumentException naming the range and the value
   */
  public WeeklyHours {
    days = Set.copyOf(days);
    if (days.isEmpty()) {
      throw new IllegalArgumentException("expected at least one day, got none");
    }
    if (fromMinute < 0 || fromMinute >= DAY || toMinute < 0 || toMinute > DAY) {
      throw new IllegalArgumentException(
          "expected times from 00:00 to 24:00, got minutes %d and %d"
              .formatted(fromMinute, toMinute));
    }
    if (fromMinute == toMinute) {
      throw new IllegalArgumentException(
          "expected two different times, got minute %d twice; a day is 00:00 to 24:00"
              .formatted(fromMinute));
    }
  }

  boolean covers(ZonedDateTime time) {
    int minute = 60 * time.getHour() + time.getMinute();
    if (fromMinute < toMinute) {
      return days.contains(time.getDayOfWeek()) && minute >= fromMinute && minute < toMinute;
    }
    return (minute >= fromMinute && days.contains(time.getDayOfWeek()))
        || (minute < toMinute && days.contains(time.getDayOfWeek().minus(1)));
  }
}
