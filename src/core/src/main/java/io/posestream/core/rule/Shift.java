package io.posestream.core.rule;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * A time of the day on some days of the week, by the clock of the place.
 *
 * @param days on which it starts
 * @param fromMinute minutes after midnight, 0..1439, inclusive
 * @param toMinute minutes after midnight, 0..1440, exclusive; not above {@code fromMinute} for a
 *     shift that ends on the next day
 */
public record Shift(Set<DayOfWeek> days, int fromMinute, int toMinute) {
  private static final int DAY = 24 * 60;

  /**
   * Copies the days in and checks the ranges.
   *
   * @throws IllegalArgumentException naming the range and the value
   */
  public Shift {
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
