package io.posestream.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.FrameJson;
import io.posestream.formats.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Spoils frames of the simulation as the world does, and writes them as a recording.
 *
 * <p>The same seed spoils the same persons, always.
 */
final class Spoiler {
  /** How a person is spoilt. */
  enum Way {
    NO_ID(person -> person.remove("track_id")),
    NULL_ID(person -> person.putNull("track_id")),
    EMPTY_ID(person -> person.put("track_id", "")),
    REPEATED_ID(person -> {}),
    NULL_JOINT(person -> joint(person).removeAll().addNull().addNull().add(0.9)),
    NULL_FOR_A_JOINT(person -> joints(person).setNull(4)),
    NAN_JOINT(person -> joint(person).set(0, Double.NaN)),
    INFINITE_JOINT(person -> joint(person).set(1, Double.POSITIVE_INFINITY)),
    ABSENT_JOINT_ANYWHERE(person -> joint(person).set(0, -900).set(1, Double.NaN).set(2, 0)),
    TOO_FEW_JOINTS(person -> joints(person).remove(16)),
    TOO_MANY_JOINTS(person -> joints(person).addArray().add(5).add(5).add(0.5)),
    NO_JOINTS(person -> person.remove("kp")),
    JOINT_SCORE(person -> joint(person).set(2, 7)),
    PERCENT(Spoiler::percent),
    PERSON_SCORE(person -> person.put("score", 3.7)),
    BOX(person -> person.putArray("box").add(1).add(2).add(Double.NaN).add(4));

    private final Consumer<ObjectNode> damage;

    Way(Consumer<ObjectNode> damage) {
      this.damage = damage;
    }

    String camera() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A line of a recording, and when it is due. */
  private record Timed(long micros, String text) {}

  private final SplittableRandom random;
  private final List<Timed> lines = new ArrayList<>();

  Spoiler(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Adds a camera whose frames are as they are. */
  Spoiler clean(String camera, List<PoseFrame> frames) {
    return changed(camera, frames, line -> {});
  }

  /** Adds a camera of which a share of the persons is spoilt. */
  Spoiler spoilt(String camera, List<PoseFrame> frames, Way way, double share) {
    return changed(
        camera,
        frames,
        line -> {
          for (JsonNode person : line.path("persons")) {
            if (random.nextDouble() < share) {
              spoil((ObjectNode) person, line.path("persons"), way);
            }
          }
        });
  }

  /** Adds a camera whose lines are changed. */
  Spoiler changed(String camera, List<PoseFrame> frames, Consumer<ObjectNode> change) {
    for (PoseFrame frame : frames) {
      ObjectNode line = tree(frame);
      line.put("stream", camera);
      change.accept(line);
      lines.add(new Timed(frame.timeMicros(), Json.line(line)));
    }
    return this;
  }

  /** Writes all cameras in the order of the times they had before. */
  Path write(Path file) throws IOException {
    lines.sort(Comparator.comparingLong(Timed::micros));
    return Files.write(file, lines.stream().map(Timed::text).toList(), UTF_8);
  }

  private static void spoil(ObjectNode person, JsonNode all, Way way) {
    if (way == Way.REPEATED_ID) {
      person.set("track_id", all.get(all.size() - 1).get("track_id"));
    }
    way.damage.accept(person);
  }

  static ArrayNode joints(ObjectNode person) {
    return (ArrayNode) person.path("kp");
  }

  private static ArrayNode joint(ObjectNode person) {
    return (ArrayNode) joints(person).get(3);
  }

  private static void percent(ObjectNode person) {
    joints(person).forEach(joint -> ((ArrayNode) joint).set(2, 100 * joint.get(2).asDouble()));
  }

  private static ObjectNode tree(PoseFrame frame) {
    try {
      return (ObjectNode) Json.MAPPER.readTree(FrameJson.line(frame));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
