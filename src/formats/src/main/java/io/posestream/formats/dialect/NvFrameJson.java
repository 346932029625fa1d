package io.posestream.formats.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.BoundingBox;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An {@code nv.Frame} as JSON: {@code {"id":"1","timestamp":"2026-01-01T00:00:00.000Z",
 * "sensorId":"cam","objects":[{"id":"7","bbox":{"leftX":..,"topY":..,"rightX":..,"bottomY":..},
 * "confidence":0.9,"pose":{"type":"pose2D","keypoints":[{"name":"nose","coordinates":[x,y,score]},
 * ..]}}]}}. Objects without a pose are passed over.
 */
final class NvFrameJson {
  private NvFrameJson() {}

  static List<SeenFrame> read(JsonNode root, Terms terms) {
    if (!root.isObject() || !(root.has("objects") || root.has("sensorId"))) {
      throw Fields.wrong("an nv.Frame with 'sensorId' and 'objects'", root.toString());
    }
    List<NvFrame.Posed> objects = new ArrayList<>();
    for (JsonNode object : root.path("objects")) {
      if (object.path("pose").isObject()) {
        objects.add(object(object));
      }
    }
    NvFrame frame =
        new NvFrame(
            root.path("id").asText(),
            micros(root.path("timestamp")),
            root.path("sensorId").asText(),
            objects);
    return List.of(frame.seen(terms));
  }

  private static OptionalLong micros(JsonNode timestamp) {
    if (timestamp.isMissingNode() || timestamp.isNull()) {
      return OptionalLong.empty();
    }
    try {
      Instant time = Instant.parse(timestamp.asText());
      return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    } catch (DateTimeException | ArithmeticException e) {
      throw Fields.wrong("a 'timestamp' such as 2026-01-01T00:00:00.000Z", timestamp.toString());
    }
  }

  private static NvFrame.Posed object(JsonNode object) {
    List<String> names = new ArrayList<>();
    List<float[]> coordinates = new ArrayList<>();
    for (JsonNode keypoint : Fields.array(object.path("pose").path("keypoints"), "keypoints")) {
      names.add(keypoint.path("name").asText());
      coordinates.add(coordinates(keypoint.path("coordinates")));
    }
    return new NvFrame.Posed(
        Fields.trackId(object.path("id")),
        box(object.path("bbox")),
        Fields.number(object.path("confidence"), "confidence", 1),
        object.path("pose").path("type").asText(),
        names,
        coordinates);
  }

  private static float[] coordinates(JsonNode list) {
    JsonNode numbers = Fields.array(list, "coordinates");
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Fields.number(numbers.get(i), "coordinates");
    }
    return values;
  }

  private static @Nullable BoundingBox box(JsonNode box) {
    return box.isObject()
        ? Fields.corners(
            Fields.number(box.path("leftX"), "bbox.leftX", 0),
            Fields.number(box.path("topY"), "bbox.topY", 0),
            Fields.number(box.path("rightX"), "bbox.rightX", 0),
            Fields.number(box.path("bottomY"), "bbox.bottomY", 0))
        : null;
  }
}
