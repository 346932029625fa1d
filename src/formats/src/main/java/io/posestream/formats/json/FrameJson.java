package io.posestream.formats.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames as lines of a recording: {@code {"stream":"cam","frame":0,"ts_ms":0,"w":1280,"h":720,
 * "persons":[{"track_id":"7","kp":[[x,y,score], ...]}]}}, with {@code layout} on the frame, and
 * {@code score} and {@code box} ({@code [x,y,width,height]}) on a person where they are known.
 *
 * <p>A {@code picture} is read; it is written by {@link #lineWithPicture} alone, so that nobody is
 * shown by accident.
 */
public final class FrameJson {
  // Values of a box.
  private static final int BOX = 4;
  // Beyond it a double no longer tells a whole number from the next.
  private static final double LARGEST_EXACT = 1L << 53;

  private FrameJson() {}

  /**
   * Reads a frame.
   *
   * @param json UTF-8 text
   * @param origin where it was read
   * @throws InvalidFrameException if it is not a frame or breaks the contract
   */
  public static PoseFrame read(byte[] json, FrameOrigin origin) {
    try {
      return read(Json.MAPPER.readTree(json), origin);
    } catch (JsonProcessingException e) {
      throw undecodable("a pose frame as JSON", e.getOriginalMessage());
    } catch (IOException e) {
      throw undecodable("a pose frame as JSON", String.valueOf(e.getMessage()));
    }
  }

  private static PoseFrame read(JsonNode frame, FrameOrigin origin) {
    if (!frame.isObject()) {
      throw undecodable("a JSON object", frame.getNodeType().toString());
    }
    PoseFrame poses =
        new PoseFrame(
            text(frame, "stream"),
            integer(frame, "frame"),
            micros(frame),
            side(frame, "w"),
            side(frame, "h"),
            layout(frame),
            persons(frame),
            origin);
    return PictureJson.with(frame.path("picture"), poses);
  }

  private static KeypointLayout layout(JsonNode frame) {
    String id = frame.path("layout").asText(KeypointLayout.COCO17.id());
    return KeypointLayout.named(id)
        .orElseThrow(
            () ->
                new InvalidFrameException(
                    RejectReason.UNKNOWN_LAYOUT,
                    "expected one of the layouts %s, got '%s'"
                        .formatted(KeypointLayout.ids(), id)));
  }

  private static List<Person> persons(JsonNode frame) {
    JsonNode list = frame.path("persons");
    if (list.isNull()) {
      // What some languages make of an empty list.
      return List.of();
    }
    if (!list.isArray()) {
      throw undecodable("an array 'persons'", list.toString());
    }
    List<Person> persons = new ArrayList<>(list.size());
    for (JsonNode person : list) {
      persons.add(person(person));
    }
    return persons;
  }

  private static Person person(JsonNode person) {
    return Person.owning(
        trackId(person.path("track_id")),
        keypoints(person.path("kp")),
        score(person.path("score")),
        box(person.path("box")));
  }

  // Trackers write their ids as numbers as often as not, and 1.0 where a table held them.
  private static String trackId(JsonNode id) {
    if (id.isFloatingPointNumber()) {
      double number = id.asDouble();
      return number == Math.rint(number) && Math.abs(number) < LARGEST_EXACT
          ? Long.toString((long) number)
          : Double.isFinite(number) ? id.asText() : "";
    }
    return id.isTextual() || id.isIntegralNumber() ? id.asText() : "";
  }

  private static float score(JsonNode score) {
    return score.isMissingNode() || score.isNull() ? 1 : (float) value(score);
  }

  // What is no joint has no numbers: the frame says so, and goes on without it.
  private static float[] keypoints(JsonNode joints) {
    float[] keypoints = new float[Person.STRIDE * joints.size()];
    for (int joint = 0; joint < joints.size(); joint++) {
      JsonNode values = joints.path(joint);
      for (int i = 0; i < Person.STRIDE; i++) {
        keypoints[Person.STRIDE * joint + i] =
            values.size() == Person.STRIDE ? (float) value(values.path(i)) : Float.NaN;
      }
    }
    return keypoints;
  }

  // Some write their numbers as text.
  private static double value(JsonNode value) {
    if (value.isTextual()) {
      try {
        return Double.parseDouble(value.asText());
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }
    return value.isNumber() ? value.asDouble() : Double.NaN;
  }

  private static @Nullable BoundingBox box(JsonNode box) {
    if (box.isMissingNode() || box.isNull()) {
      return null;
    }
    float[] sides = new float[BOX];
    for (int i = 0; i < BOX; i++) {
      sides[i] = box.size() == BOX ? (float) value(box.path(i)) : Float.NaN;
    }
    return new BoundingBox(sides[0], sides[1], sides[2], sides[3]);
  }

  private static String text(JsonNode frame, String key) {
    JsonNode value = frame.path(key);
    if (!value.isTextual()) {
      throw undecodable("text '" + key + "'", value.toString());
    }
    return value.asText();
  }

  private static double number(JsonNode frame, String key) {
    JsonNode value = frame.path(key);
    if (!value.isNumber()) {
      throw undecodable("a number '" + key + "'", value.toString());
    }
    return value.asDouble();
  }

  private static long micros(JsonNode frame) {
    double millis = number(frame, "ts_ms");
    // NaN and what does not fit would silently become other instants.
    if (!(Math.abs(millis) < Long.MAX_VALUE / 1000)) {
      throw new InvalidFrameException(
          RejectReason.EVENT_TIME,
          "expected 'ts_ms' in milliseconds since the epoch, got " + millis);
    }
    return Math.round(1000 * millis);
  }

  private static long integer(JsonNode frame, String key) {
    JsonNode value = frame.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw undecodable("an integer '" + key + "'", value.toString());
    }
    return value.asLong();
  }

  // A side that is no int at all is as absurd as a negative one.
  private static int side(JsonNode frame, String key) {
    return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, number(frame, key)));
  }

  private static InvalidFrameException undecodable(String expected, String found) {
    String shown = found.isEmpty() ? "nothing" : found;
    return new InvalidFrameException(
        RejectReason.UNDECODABLE,
        "expected %s, got %s"
            .formatted(expected, shown.length() > 200 ? shown.substring(0, 200) + "..." : shown));
  }

  /** Returns a frame as a line, without its picture and without its line end. */
  public static String line(PoseFrame frame) {
    return Json.line(tree(frame));
  }

  /** Returns a frame as a line, with the picture it has and without its line end. */
  public static String lineWithPicture(PoseFrame frame) {
    ObjectNode line = tree(frame);
    frame.picture().ifPresent(picture -> line.set("picture", PictureJson.tree(picture)));
    return Json.line(line);
  }

  private static ObjectNode tree(PoseFrame frame) {
    ObjectNode line = Json.object();
    line.put("stream", frame.camera());
    line.put("frame", frame.number());
    if (frame.timeMicros() % 1000 == 0) {
      line.put("ts_ms", frame.timeMillis());
    } else {
      line.put("ts_ms", frame.timeMicros() / 1000.0);
    }
    line.put("w", frame.width());
    line.put("h", frame.height());
    if (frame.layout() != KeypointLayout.COCO17) {
      line.put("layout", frame.layout().id());
    }
    ArrayNode persons = line.putArray("persons");
    frame.persons().forEach(person -> persons.add(tree(person)));
    return line;
  }

  private static ObjectNode tree(Person person) {
    ObjectNode tree = Json.object();
    tree.put("track_id", person.trackId());
    ArrayNode joints = tree.putArray("kp");
    for (int joint = 0; joint < person.joints(); joint++) {
      joints.addArray().add(person.x(joint)).add(person.y(joint)).add(person.jointScore(joint));
    }
    if (person.score() != 1) {
      tree.put("score", person.score());
    }
    person
        .box()
        .ifPresent(
            box ->
                tree.putArray("box").add(box.x()).add(box.y()).add(box.width()).add(box.height()));
    return tree;
  }
}
