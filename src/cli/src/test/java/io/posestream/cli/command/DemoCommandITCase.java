package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.FrameJson;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.testkit.simulation.DemoScenes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// Half of the lobby and two lines that are no frames.
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoCommandITCase {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private CommandRun run = new CommandRun(-1, "", "");

  DemoCommandITCase(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  void playARecording() throws IOException {
    List<String> lines = new ArrayList<>();
    for (PoseFrame frame : DemoScenes.lobby().frames()) {
      if (frame.timeMillis() < 16_000) {
        lines.add(FrameJson.line(frame));
      }
    }
    lines.add(50, "no frame");
    lines.add(90, lines.get(80).replace("\"w\":1280", "\"w\":0"));
    Files.write(folder.resolve("lobby.jsonl"), lines);
    run = demo("");
  }

  @Test
  void succeedsWithoutAWordOnStderr() {
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void printsTheEvents() {
    assertThat(run.out())
        .containsPattern("00:00:1\\d\\.\\d{3} +lobby +track 3 +fall +\\d\\.\\d\\d +STARTED");
    assertThat(run.out()).contains("2 dead letters");
  }

  @Test
  void refusesAFileInWhichNoLineIsAFrame() throws IOException {
    Path file = Files.writeString(folder.resolve("passwd"), "root:x:0:0\nmail:x:8:8\n");

    CommandRun refused =
        CommandRun.of("demo", "--input", file.toString(), "--model", CommandRun.SHIPPED);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errLines()).hasSize(1);
    assertThat(refused.err())
        .contains("expected a recording", "\"persons\"", "got no frame in 2 lines");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Path file = Files.createFile(folder.resolve("empty"));

    CommandRun refused =
        CommandRun.of("demo", "--input", file.toString(), "--model", CommandRun.SHIPPED);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("got no frame in 0 lines");
  }

  @Test
  void writesTheScoresOfEveryWindow() throws IOException {
    List<JsonNode> scores = lines("scores.jsonl");

    assertThat(scores)
        .filteredOn(line -> line.get("scope").asText().equals("scene"))
        .extracting(line -> line.get("window_start_ms").asLong())
        .containsExactlyElementsOf(LongStream.range(0, 16).map(k -> 1_000 * k).boxed().toList());
    assertThat(scores)
        .allSatisfy(
            line -> {
              assertThat(line.fieldNames())
                  .toIterable()
                  .containsExactly(
                      "camera",
                      "scope",
                      "track_id",
                      "track_ids",
                      "window_start_ms",
                      "window_end_ms",
                      "persons",
                      "frames",
                      "model",
                      "scores");
              assertThat(line.get("scores")).hasSize(labels(line.get("scope").asText()));
            });
  }

  private static int labels(String scope) {
    String bundle = scope.equals("scene") ? CommandRun.SHIPPED_SCENES : CommandRun.SHIPPED;
    return Bundle.read(Path.of(bundle)).description().labels().size();
  }

  @Test
  void writesTheEvents() throws IOException {
    assertThat(lines("events.jsonl"))
        .filteredOn(line -> line.get("action").asText().equals("fall"))
        .filteredOn(line -> line.get("track_id").asText().equals("3"))
        .extracting(line -> line.get("phase").asText())
        .containsExactly("STARTED", "ENDED");
  }

  @Test
  void writesTheDeadLetters() throws IOException {
    assertThat(lines("dead-letters.jsonl"))
        .extracting(line -> line.get("reason").asText())
        .containsExactlyInAnyOrder("undecodable", "frame-size");
  }

  @Test
  void writesTheSameFilesAgain() throws IOException {
    demo("again-");

    for (String name : List.of("scores.jsonl", "events.jsonl")) {
      assertThat(Files.mismatch(folder.resolve(name), folder.resolve("again-" + name)))
          .isEqualTo(-1);
    }
  }

  private CommandRun demo(String prefix) {
    return CommandRun.of(
        "demo",
        "--input",
        folder.resolve("lobby.jsonl").toString(),
        "--events",
        folder.resolve(prefix + "events.jsonl").toString(),
        "--scores",
        folder.resolve(prefix + "scores.jsonl").toString(),
        "--dead-letters",
        folder.resolve(prefix + "dead-letters.jsonl").toString(),
        "--model",
        CommandRun.SHIPPED);
  }

  private List<JsonNode> lines(String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
