package io.posestream.view.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.zone.Corner;
import io.posestream.core.zone.Zone;
import io.posestream.formats.json.Json;
import io.posestream.view.model.EventModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers what the page asks for.
 *
 * <p>Thread-safe.
 */
final class PageAnswers {
  private static final int MOST_FRAME_BYTES = 32 << 20;
  private static final double LONGEST_WINDOW_MILLIS = 60_000;

  private final PageContent content;
  // In a fixed order: their addresses are numbers, for names of cameras may hold anything.
  private final List<String> filmed;

  PageAnswers(PageContent content) {
    this.content = content;
    this.filmed = new ArrayList<>(content.videos().keySet());
    Collections.sort(filmed);
  }

  /** Returns the answer to a request for anything but a video. */
  Answer to(String uri) {
    QueryStringDecoder query = new QueryStringDecoder(uri);
    try {
      return switch (query.path()) {
        case "/api/about" -> Answer.json(Json.line(about()));
        case "/api/results" -> Answer.json(content.store().results());
        case "/api/cameras" -> Answer.json(Json.line(content.store().cameras()));
        case "/api/frames" -> frames(query);
        case "/api/sight" -> sight(query);
        default -> PageFiles.file(query.path());
      };
    } catch (IllegalArgumentException e) {
      return Answer.failed(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  /** Returns the video that is asked for, if there is one. */
  Optional<Path> video(String path) {
    for (int i = 0; i < filmed.size(); i++) {
      if (path.equals(videoPath(i))) {
        return Optional.ofNullable(content.videos().get(filmed.get(i)));
      }
    }
    return Optional.empty();
  }

  private static String videoPath(int video) {
    return "/api/video/" + video;
  }

  private ObjectNode about() {
    ObjectNode about = Json.MAPPER.createObjectNode();
    about.put("title", content.title());
    about.put("pace", content.pace().name().toLowerCase(Locale.ROOT));
    about.put("sight", content.models().isPresent());
    about.put("pictures", content.pictures().isPresent());
    ObjectNode videos = about.putObject("videos");
    for (int i = 0; i < filmed.size(); i++) {
      videos.put(filmed.get(i), videoPath(i));
    }
    ObjectNode zones = about.putObject("zones");
    content.zones().byCamera().forEach((camera, all) -> put(all, zones.putObject(camera)));
    about.put("frames_dropped", content.store().framesDropped());
    about.set("cameras", content.store().cameras());
    return about;
  }

  private static void put(List<Zone> zones, ObjectNode camera) {
    for (Zone zone : zones) {
      ArrayNode corners = camera.putArray(zone.id());
      for (Corner corner : zone.corners()) {
        corners.addArray().add(corner.x()).add(corner.y());
      }
    }
  }

  private Answer frames(QueryStringDecoder query) {
    return Answer.bytes(
        content.store().frames(number(query, "from"), number(query, "to"), MOST_FRAME_BYTES));
  }

  private Answer sight(QueryStringDecoder query) {
    if (content.models().isEmpty()) {
      return Answer.failed(HttpResponseStatus.NOT_FOUND, "no model is at hand");
    }
    EventModels models = content.models().get();
    double from = number(query, "from");
    double to = Math.min(number(query, "to"), from + LONGEST_WINDOW_MILLIS);
    List<PoseFrame> frames = content.store().frames(text(query, "camera"), from, to);
    List<String> tracks = query.parameters().getOrDefault("track", List.of());
    HeatmapStream stream =
        text(query, "stream").equals("limb") ? HeatmapStream.LIMB : HeatmapStream.JOINT;
    return models
        .sight(frames, tracks, stream, text(query, "label"))
        .map(sight -> Answer.bytes(SightBytes.of(sight)))
        .orElseGet(
            () ->
                Answer.failed(
                    HttpResponseStatus.NOT_FOUND, "the frames of this window are not held"));
  }

  private static String text(QueryStringDecoder query, String name) {
    List<String> values = query.parameters().getOrDefault(name, List.of());
    if (values.size() != 1) {
      throw new IllegalArgumentException("expected one parameter '" + name + "', got " + values);
    }
    return values.get(0);
  }

  private static double number(QueryStringDecoder query, String name) {
    String text = text(query, name);
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the error below.
    }
    throw new IllegalArgumentException("expected a number '%s', got '%s'".formatted(name, text));
  }
}
