package io.posestream.evaluation.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.event.Phase;
import io.posestream.core.model.Scope;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.DetectedInterval;
import io.posestream.evaluation.measure.DetectedInterval.Ending;
import io.posestream.evaluation.measure.ObservedTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/** Joins the lines of each event. Mutable, for one file and one thread. */
final class EventSteps {
  private final Map<String, Step> furthest = new LinkedHashMap<>();
  private final Map<String, Window> observed = new HashMap<>();

  /** One line of an event. */
  private record Step(
      String camera,
      String action,
      Scope scope,
      Phase phase,
      long start,
      OptionalLong end,
      List<String> ranking) {
    boolean isOfOneEventWith(Step other) {
      return camera.equals(other.camera) && action.equals(other.action) && scope == other.scope;
    }
  }

  void take(JsonLine line) {
    String eventId = line.text("event_id");
    Step step = step(line);
    Step before = furthest.getOrDefault(eventId, step);
    if (!step.isOfOneEventWith(before)) {
      throw line.wrong(
          "event_id",
          "%s of camera %s, %s in scope %s, as in earlier lines"
              .formatted(eventId, before.camera, before.action, before.scope.id()),
          "camera %s, %s in scope %s".formatted(step.camera, step.action, step.scope.id()));
    }
    // A repeated STARTED does not reopen an event that has ended.
    furthest.put(eventId, step.phase.compareTo(before.phase) >= 0 ? step : before);
    observed.merge(step.camera, mentioned(line, step), ObservedTime::span);
  }

  private static Step step(JsonLine line) {
    Phase phase = phase(line);
    OptionalLong end =
        phase == Phase.ENDED ? OptionalLong.of(line.interval().endMillis()) : OptionalLong.empty();
    return new Step(
        line.text("camera"),
        line.text("action"),
        scope(line),
        phase,
        line.millis("start_ms"),
        end,
        ranking(line));
  }

  // Without shares the order of the participants has no meaning.
  private static List<String> ranking(JsonLine line) {
    List<String> ranking = new ArrayList<>();
    for (JsonNode participant : line.tree().path("participants")) {
      if (participant.path("share").isNumber()) {
        ranking.add(participant.path("track_id").asText());
      }
    }
    return ranking;
  }

  private static Phase phase(JsonLine line) {
    String name = line.text("phase");
    return Arrays.stream(Phase.values())
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .orElseThrow(() -> line.wrong("phase", "one of " + Arrays.toString(Phase.values()), name));
  }

  private static Scope scope(JsonLine line) {
    String id = line.text("scope");
    return Scope.named(id).orElseThrow(() -> line.wrong("scope", "scene, person or pair", id));
  }

  private static Window mentioned(JsonLine line, Step step) {
    long from = Math.min(step.start, line.optionalMillis("window_start_ms").orElse(step.start));
    long seen = line.optionalMillis("window_end_ms").orElse(step.start);
    return new Window(from, Math.max(Math.max(seen, step.end.orElse(seen)), step.start + 1));
  }

  EventFile file() {
    List<DetectedInterval> events =
        furthest.entrySet().stream()
            .filter(entry -> entry.getValue().phase != Phase.RETRACTED)
            .map(entry -> detected(entry.getKey(), entry.getValue()))
            .toList();
    return new EventFile(events, furthest.size() - events.size(), new ObservedTime(observed));
  }

  private DetectedInterval detected(String eventId, Step step) {
    Window camera = Objects.requireNonNull(observed.get(step.camera));
    return new DetectedInterval(
        eventId,
        step.camera,
        step.action,
        step.scope,
        new Window(step.start, step.end.orElse(camera.endMillis())),
        step.end.isPresent() ? Ending.ENDED : Ending.OPEN,
        step.ranking);
  }
}
