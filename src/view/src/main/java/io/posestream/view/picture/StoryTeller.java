package io.posestream.view.picture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.Json;
import io.posestream.view.model.EventModels;
import io.posestream.view.model.Sight;
import io.posestream.view.store.ViewStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes stories of what a store holds. */
public final class StoryTeller {
  private static final double BEFORE_MILLIS = 1500;
  private static final Set<String> REST = Set.of("other", "nobody");

  private final ViewStore store;
  private final JsonNode results;

  /** Reads a store's results; what it takes later is not told. */
  public StoryTeller(ViewStore store) {
    this.store = store;
    try {
      this.results = Json.MAPPER.readTree(store.results());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a store's results cannot fail to be read", e);
    }
  }

  /**
   * Returns the last step of the event that is told best: its sight is of the surest window.
   *
   * @param wanted the id of an event, or the label of an action, whose surest event is taken
   */
  public Optional<JsonNode> event(String wanted) {
    List<JsonNode> steps = new ArrayList<>();
    results.path("events").forEach(steps::add);
    return steps.stream()
        .filter(
            step ->
                step.path("event_id").asText().equals(wanted)
                    || step.path("action").asText().equals(wanted))
        .max(
            Comparator.comparingDouble(step -> step.path("confidence").path("current").asDouble()));
  }

  /**
   * Tells an event, from a little before it to a little after.
   *
   * @param surest its step in the surest window
   * @param models that saw it
   * @param stream which heatmaps to paint
   */
  public Story of(JsonNode surest, EventModels models, HeatmapStream stream) {
    String camera = surest.path("camera").asText();
    String action = surest.path("action").asText();
    double from = surest.path("window_start_ms").asDouble();
    double to = surest.path("window_end_ms").asDouble();
    List<String> tracks = new ArrayList<>();
    surest.path("track_ids").forEach(track -> tracks.add(track.asText()));
    Optional<Sight> sight = models.sight(store.frames(camera, from, to), tracks, stream, action);
    String title =
        String.format(
            Locale.ROOT,
            "%s · %s · %.0f %%",
            action.replace('_', ' '),
            camera,
            100 * surest.path("confidence").path("peak").asDouble());
    return new Story(
        title,
        frames(
            camera,
            Math.min(from, surest.path("start_ms").asDouble()) - BEFORE_MILLIS,
            to + BEFORE_MILLIS),
        new HashSet<>(tracks),
        sight,
        from,
        to,
        scores(camera, tracks));
  }

  /**
   * Tells a part of a camera without the models.
   *
   * @param fromMillis inclusive
   * @param toMillis exclusive
   */
  public Story of(String camera, double fromMillis, double toMillis) {
    return new Story(
        camera,
        frames(camera, fromMillis, toMillis),
        Set.of(),
        Optional.empty(),
        fromMillis,
        toMillis,
        scores(camera, List.of()));
  }

  private List<PoseFrame> frames(String camera, double from, double to) {
    List<PoseFrame> frames = store.frames(camera, from, to);
    if (frames.isEmpty()) {
      throw new IllegalArgumentException(
          "expected frames of camera '%s' in %.0f..%.0f ms, got none".formatted(camera, from, to));
    }
    return frames;
  }

  // Of everybody on the camera, or of one subject.
  private Map<String, List<Moment>> scores(String camera, List<String> tracks) {
    Map<String, Map<Double, Double>> best = new TreeMap<>();
    Set<Double> middles = new HashSet<>();
    for (JsonNode window : results.path("scores")) {
      if (window.path("camera").asText().equals(camera)
          && (tracks.isEmpty() || tracks.equals(texts(window.path("tracks"))))) {
        double middle = (window.path("s").asDouble() + window.path("e").asDouble()) / 2;
        middles.add(middle);
        for (JsonNode score : window.path("top")) {
          if (!REST.contains(score.path(0).asText())) {
            best.computeIfAbsent(score.path(0).asText(), any -> new TreeMap<>())
                .merge(middle, score.path(1).asDouble(), Math::max);
          }
        }
      }
    }
    // A window that leaves a label out found it hardly probable.
    best.values().forEach(line -> middles.forEach(middle -> line.putIfAbsent(middle, 0.0)));
    Map<String, List<Moment>> lines = new TreeMap<>();
    best.forEach((label, moments) -> lines.put(label, moments(moments)));
    return lines;
  }

  private static List<Moment> moments(Map<Double, Double> byTime) {
    return byTime.entrySet().stream()
        .map(moment -> new Moment(moment.getKey(), moment.getValue()))
        .toList();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
