package io.posestream.formats.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.control.rules.Schedule;
import io.posestream.core.control.rules.WeeklyHours;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads when an action counts. */
final class ScheduleJson {
  private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-4]):([0-5]\\d)");
  private static final List<String> DAYS =
      Stream.of(DayOfWeek.values())
          .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
          .toList();
  private static final int MOST_SHIFTS = 100;

  private final FieldReader fields;

  ScheduleJson(FieldReader fields) {
    this.fields = fields;
  }

  Optional<Schedule> read(String field, JsonNode schedule) {
    if (schedule.isMissingNode()) {
      return Optional.empty();
    }
    fields.entries(field, schedule);
    fields.requireKnown(field + ".", schedule, List.of("time_zone", "shifts"));
    Optional<ZoneId> zone = timeZone(field + ".time_zone", schedule.path("time_zone"));
    JsonNode list = schedule.path("shifts");
    if (!list.isArray() || list.isEmpty() || list.size() > MOST_SHIFTS) {
      fields.refuse(
          field + ".shifts", "a list of 1 to " + MOST_SHIFTS + " shifts", fields.shown(list));
      return Optional.empty();
    }
    List<WeeklyHours> hours = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      shift("%s.shifts[%d]".formatted(field, i), list.get(i)).ifPresent(hours::add);
    }
    return zone.filter(any -> hours.size() == list.size()).map(z -> new Schedule(z, hours));
  }

  private Optional<ZoneId> timeZone(String field, JsonNode value) {
    try {
      return Optional.of(ZoneId.of(value.asText()));
    } catch (DateTimeException e) {
      fields.refuse(field, "a time zone such as Europe/Berlin or UTC", fields.shown(value));
      return Optional.empty();
    }
  }

  private Optional<WeeklyHours> shift(String field, JsonNode shift) {
    fields.entries(field, shift);
    fields.requireKnown(field + ".", shift, List.of("days", "from", "to"));
    Optional<Set<DayOfWeek>> days = days(field + ".days", shift.path("days"));
    Optional<Integer> from = minute(field + ".from", shift.path("from"));
    Optional<Integer> to = minute(field + ".to", shift.path("to"));
    if (days.isEmpty() || from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    return fields.checked(field, () -> new WeeklyHours(days.get(), from.get(), to.get()));
  }

  private Optional<Set<DayOfWeek>> days(String field, JsonNode list) {
    if (list.isMissingNode()) {
      return Optional.of(EnumSet.allOf(DayOfWeek.class));
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String name : fields.names(field, list).orElse(Set.of())) {
      if (!DAYS.contains(name)) {
        fields.refuse(field, "days out of " + DAYS, "'" + name + "'");
        return Optional.empty();
      }
      days.add(DayOfWeek.of(DAYS.indexOf(name) + 1));
    }
    return Optional.of(days);
  }

  private Optional<Integer> minute(String field, JsonNode value) {
    Matcher time = TIME.matcher(value.asText());
    if (!time.matches()) {
      fields.refuse(field, "a time from 00:00 to 24:00", fields.shown(value));
      return Optional.empty();
    }
    return Optional.of(60 * Integer.parseInt(time.group(1)) + Integer.parseInt(time.group(2)));
  }
}
