package io.posestream.formats.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.control.rules.CameraRules;
import io.posestream.core.control.rules.RuleSettings;
import io.posestream.core.zone.Corner;
import io.posestream.core.zone.Zone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the rules of one camera, or the default. */
final class CameraRulesJson {
  private static final List<String> SETTINGS =
      List.of(
          "enter",
          "exit",
          "confirm_windows",
          "min_duration_ms",
          "gap_ms",
          "max_duration_ms",
          "cool_down_ms",
          "group",
          "severity",
          "include",
          "exclude",
          "schedule",
          "mute");
  private static final List<String> RULES =
      Stream.concat(SETTINGS.stream(), Stream.of("watch", "zones", "labels")).toList();
  private static final int MOST_ZONES = 100;
  // Whether edges cross is told by looking at each pair of them.
  private static final int MOST_CORNERS = 200;

  private final FieldReader fields;
  private final ScheduleJson schedules;

  CameraRulesJson(FieldReader fields) {
    this.fields = fields;
    this.schedules = new ScheduleJson(fields);
  }

  /** Returns the rules; none if they are null, which takes earlier ones back. */
  Optional<CameraRules> read(String field, JsonNode rules) {
    if (rules.isNull()) {
      return Optional.empty();
    }
    fields.entries(field, rules);
    fields.requireKnown(field + ".", rules, RULES);
    Map<String, RuleSettings> labels = labels(field + ".labels", rules.path("labels"));
    return Optional.of(
        new CameraRules(
            settings(field, rules),
            labels,
            fields.names(field + ".watch", rules.path("watch")),
            zones(field + ".zones", rules.path("zones"))));
  }

  private Map<String, RuleSettings> labels(String field, JsonNode labels) {
    Map<String, RuleSettings> byLabel = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> label : fields.entries(field, labels)) {
      String at = field + "." + label.getKey();
      fields.entries(at, label.getValue());
      fields.requireKnown(at + ".", label.getValue(), SETTINGS);
      byLabel.put(label.getKey(), settings(at, label.getValue()));
    }
    return byLabel;
  }

  private RuleSettings settings(String field, JsonNode settings) {
    return new RuleSettings(
        fields.number(field + ".enter", settings.path("enter")),
        fields.number(field + ".exit", settings.path("exit")),
        fields.count(field + ".confirm_windows", settings.path("confirm_windows")),
        fields.whole(field + ".min_duration_ms", settings.path("min_duration_ms")),
        fields.whole(field + ".gap_ms", settings.path("gap_ms")),
        fields.whole(field + ".max_duration_ms", settings.path("max_duration_ms")),
        fields.whole(field + ".cool_down_ms", settings.path("cool_down_ms")),
        fields.text(field + ".group", settings.path("group")),
        fields.count(field + ".severity", settings.path("severity")),
        fields.names(field + ".include", settings.path("include")),
        fields.names(field + ".exclude", settings.path("exclude")),
        schedules.read(field + ".schedule", settings.path("schedule")),
        fields.flag(field + ".mute", settings.path("mute")));
  }

  private Optional<List<Zone>> zones(String field, JsonNode zones) {
    if (zones.isMissingNode()) {
      return Optional.empty();
    }
    List<Zone> drawn = new ArrayList<>();
    for (Map.Entry<String, JsonNode> zone : fields.entries(field, zones)) {
      String at = field + "." + zone.getKey();
      corners(at, zone.getValue())
          .flatMap(corners -> fields.checked(at, () -> new Zone(zone.getKey(), corners)))
          .ifPresent(drawn::add);
    }
    if (zones.size() > MOST_ZONES) {
      fields.refuse(field, "at most " + MOST_ZONES + " zones", zones.size());
    }
    return Optional.of(drawn);
  }

  private Optional<List<Corner>> corners(String field, JsonNode list) {
    if (!list.isArray() || list.size() > MOST_CORNERS) {
      fields.refuse(
          field, "a list of at most " + MOST_CORNERS + " corners [x, y]", fields.shown(list));
      return Optional.empty();
    }
    List<Corner> corners = new ArrayList<>();
    for (JsonNode corner : list) {
      if (corner.size() != 2 || !corner.path(0).isNumber() || !corner.path(1).isNumber()) {
        fields.refuse(field, "corners of two numbers [x, y]", fields.shown(corner));
        return Optional.empty();
      }
      Optional<Corner> read =
          fields.checked(
              field, () -> new Corner(corner.get(0).doubleValue(), corner.get(1).doubleValue()));
      if (read.isEmpty()) {
        return Optional.empty();
      }
      corners.add(read.get());
    }
    return Optional.of(corners);
  }
}
