package io.posestream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.pose.PoseFrame;
import io.posestream.testkit.simulation.DemoScenes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lobby as cameras see it whose pictures change their size, beside one that keeps it. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangedPicturesITCase {
  private static final List<PoseFrame> LOBBY = DemoScenes.lobby().frames();
  private static final Map<String, String> SETTINGS =
      Map.of(
          "inference.model", "../../models/actions-slim",
          "inference.scene-model", "../../models/scenes-slim",
          "inference.device", "cpu");
  private static final String CLEAN = "clean";

  // Somebody falls at about 11 s.
  private static final long CHANGE = 11_000;

  private Outcome outcome = new Outcome(List.of(), List.of(), List.of(), Tally.NONE);

  @BeforeAll
  void play(@TempDir Path folder) throws Exception {
    Path file =
        new Spoiler(7)
            .clean(CLEAN, LOBBY)
            .changed("half-for-a-second", LOBBY, line -> scale(line, within(line, 1000) ? 0.5 : 1))
            .changed("half-at-first", LOBBY, line -> scale(line, millis(line) < CHANGE ? 0.5 : 1))
            .changed("twice-at-last", LOBBY, line -> scale(line, millis(line) < CHANGE ? 1 : 2))
            .changed("wide-then-4-to-3", LOBBY, ChangedPicturesITCase::letterbox)
            .write(folder.resolve("sizes.jsonl"));
    try (DemoPipeline pipeline = DemoPipeline.start(SETTINGS)) {
      pipeline.replay(file, UnaryOperator.identity());
      outcome = pipeline.run(event -> {});
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"half-for-a-second", "half-at-first", "twice-at-last", "wide-then-4-to-3"})
  void theEventsAreThoseOfThePicturesThatKeepTheirSize(String camera) {
    assertThat(CameraOutcome.events(outcome, CLEAN)).contains("person [3] fall STARTED");
    assertThat(CameraOutcome.events(outcome, camera))
        .isEqualTo(CameraOutcome.events(outcome, CLEAN));
    assertThat(CameraOutcome.letters(outcome, camera)).isEmpty();
  }

  private static double millis(ObjectNode line) {
    return line.path("ts_ms").asDouble();
  }

  private static boolean within(ObjectNode line, long length) {
    return millis(line) >= CHANGE && millis(line) < CHANGE + length;
  }

  private static void scale(ObjectNode line, double factor) {
    line.put("w", (int) (factor * line.path("w").asInt()));
    line.put("h", (int) (factor * line.path("h").asInt()));
    for (JsonNode person : line.path("persons")) {
      for (JsonNode joint : person.path("kp")) {
        move((ArrayNode) joint, factor, 0);
      }
    }
  }

  // The sensor is 4:3; its wide mode leaves out a strip above and one below.
  private static void letterbox(ObjectNode line) {
    if (millis(line) < CHANGE) {
      return;
    }
    int height = line.path("w").asInt() * 3 / 4;
    double strip = (height - line.path("h").asInt()) / 2.0;
    line.put("h", height);
    for (JsonNode person : line.path("persons")) {
      for (JsonNode joint : person.path("kp")) {
        move((ArrayNode) joint, 1, strip);
      }
    }
  }

  private static void move(ArrayNode joint, double factor, double down) {
    joint.set(0, factor * joint.get(0).asDouble());
    joint.set(1, factor * joint.get(1).asDouble() + down);
  }
}
