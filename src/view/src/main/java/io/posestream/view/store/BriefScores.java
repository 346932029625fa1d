package io.posestream.view.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.formats.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The scores of a window without the labels that are hardly probable. */
final class BriefScores {
  private static final double LEAST = 0.02;
  private static final int MOST_LABELS = 8;

  private BriefScores() {}

  /**
   * Returns {@code {"camera", "scope", "tracks", "s", "e", "top": [[label, p], ...]}}.
   *
   * @param scores a line of scores
   */
  static ObjectNode of(JsonNode scores) {
    ObjectNode brief = Json.MAPPER.createObjectNode();
    brief.put("camera", scores.path("camera").asText());
    brief.put("scope", scores.path("scope").asText());
    brief.set("tracks", tracks(scores));
    brief.put("s", scores.path("window_start_ms").asLong());
    brief.put("e", scores.path("window_end_ms").asLong());
    ArrayNode top = brief.putArray("top");
    for (JsonNode score : mostProbable(scores.path("scores"))) {
      double rounded = Math.round(1000 * score.path("p").asDouble()) / 1000.0;
      top.addArray().add(score.path("label").asText()).add(rounded);
    }
    return brief;
  }

  private static List<JsonNode> mostProbable(JsonNode scores) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode score : scores) {
      if (score.path("p").asDouble() >= LEAST) {
        found.add(score);
      }
    }
    found.sort(Comparator.comparingDouble(score -> -score.path("p").asDouble()));
    return found.subList(0, Math.min(MOST_LABELS, found.size()));
  }

  private static JsonNode tracks(JsonNode scores) {
    if (scores.path("track_ids").isArray()) {
      return scores.path("track_ids");
    }
    ArrayNode tracks = Json.MAPPER.createArrayNode();
    if (scores.path("track_id").isTextual()) {
      tracks.add(scores.path("track_id").asText());
    }
    return tracks;
  }
}
