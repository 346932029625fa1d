package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.window.Window;
import io.posestream.evaluation.file.TruthFile;
import io.posestream.evaluation.measure.TruthInterval;
import io.posestream.formats.json.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simulated people, and the events that the demo raised for them. */
class EvaluateCommandTest {
  private static final String EVENTS =
      "../evaluation/src/test/resources/io/posestream/evaluation/file/demo-events.jsonl";

  private final Path folder;
  private final Path truth;

  EvaluateCommandTest(@TempDir Path folder) {
    this.folder = folder;
    truth = folder.resolve("t.jsonl.gz");
  }

  @BeforeEach
  void simulate() {
    Path recording = folder.resolve("d.jsonl.gz");
    CommandRun run =
        CommandRun.of("simulate", "--out", recording.toString(), "--truth", truth.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines())
        .containsExactly("894 frames in " + recording, "10 truths in " + truth);
  }

  @Test
  void printsATable() {
    CommandRun run = evaluate();

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(words(run))
        .contains(
            "fall 1 2 1 0 1 0 0.50 1.00 0.67 0 0 0 +500 500 +500 150.00 0.00",
            "2p_punching 1 0 0 1 0 0 - 0.00 0.00 - - - - - - 0.00 0.00",
            "Camera-hours 0.0133 (each camera from the first to the last time in both files;"
                + " --hours sets it)",
            "Event file 16 events that count, 0 of them open; 0 retracted");
  }

  @Test
  void printsJson() throws IOException {
    JsonNode report = json();

    assertThat(report.get("labels").findValuesAsText("label"))
        .containsExactly(
            "2p_approaching",
            "2p_kicking",
            "2p_punching",
            "fall",
            "jump",
            "sit_down",
            "swing",
            "walk",
            "wave");
    JsonNode micro = report.get("micro");
    assertThat(micro.get("truths").intValue()).isEqualTo(10);
    assertThat(micro.get("events").intValue()).isEqualTo(16);
    assertThat(micro.get("matched").intValue()).isEqualTo(8);
    assertThat(micro.get("duplicates").intValue()).isEqualTo(3);
    assertThat(micro.get("false_alarms").intValue()).isEqualTo(5);
    assertThat(micro.get("start_error_ms").get("mean").doubleValue()).isEqualTo(-375);
  }

  @Test
  void looksAtOneScope() throws IOException {
    JsonNode micro = json("--scope", "person").get("micro");

    assertThat(micro.get("events").intValue()).isEqualTo(10);
    assertThat(micro.get("duplicates").intValue()).isEqualTo(1);
  }

  @Test
  void looksAtTheLabelsAskedFor() throws IOException {
    JsonNode report = json("--labels", "wave,fall", "--labels", "faint");

    assertThat(report.get("labels").findValuesAsText("label"))
        .containsExactly("faint", "fall", "wave");
    assertThat(report.get("micro").get("truths").intValue()).isEqualTo(3);
  }

  @Test
  void countsAlarmsPerHourOfTheLengthGiven() throws IOException {
    JsonNode report = json("--hours", "2");

    assertThat(report.get("camera_hours").doubleValue()).isEqualTo(2);
    assertThat(report.get("micro").get("alarms_per_hour").doubleValue()).isEqualTo(8);
  }

  @Test
  void asksForAsMuchOverlapAsItIsTold() throws IOException {
    // The demo saw the fall from 12 to 14 s.
    TruthFile.write(
        List.of(new TruthInterval("lobby", "fall", new Window(13_000, 16_000), Set.of())), truth);

    assertThat(json("--min-overlap", "0.5").get("micro").get("matched").intValue()).isEqualTo(1);
    assertThat(json("--min-overlap", "0.51").get("micro").get("matched").intValue()).isZero();
  }

  @Test
  void drawsAPlot() throws IOException {
    Path plot = folder.resolve("p.png");

    CommandRun run = evaluate("--plot", plot.toString());

    assertThat(words(run)).contains("Plot " + plot);
    BufferedImage image = ImageIO.read(plot.toFile());
    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(image.getHeight()).isEqualTo(1260);
  }

  @Test
  void comparesNothingWithNothing() throws IOException {
    Path nothing = Files.createFile(folder.resolve("nothing.jsonl"));
    Path plot = folder.resolve("p.png");

    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--truth",
            nothing.toString(),
            "--events",
            nothing.toString(),
            "--plot",
            plot.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(words(run)).contains("all (micro) 0 0 0 0 0 0 - - - - - - - - - - -");
    assertThat(plot).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|'--truth=T.jsonl', '--events=E.jsonl'",
        "--truth T|'--events=E.jsonl'",
        "--truth nowhere.jsonl --events T|--truth: expected an existing file, got 'nowhere.jsonl'",
        "--truth T --events nowhere.jsonl|--events: expected an existing file, got 'nowhere.jsonl'",
        "--truth T --events T --plot no/folder/p.png|--plot: expected a file in an existing folder",
        "--truth T --events T --min-overlap 0|--min-overlap: expected a number in (0, 1], got '0.0'",
        "--truth T --events T --min-overlap 30|--min-overlap: expected a number in (0, 1], got '30.0'",
        "--truth T --events T --min-overlap NaN|--min-overlap: expected a number in (0, 1], got 'NaN'",
        "--truth T --events T --hours 0|--hours: expected a positive number, got '0.0'",
        "--truth T --events T --hours Infinity|--hours: expected a positive number, got 'Infinity'",
        "--truth T --events T --hours two|'--hours'",
        "--truth T --events T --scope group|--scope: expected scene, person, pair or any, got 'group'",
        "--truth T --events T --labels fall,,wave|--labels: expected actions separated by commas",
      })
  void namesABadArgumentInOneLine(String line, String message) {
    String arguments = ("evaluate " + (line == null ? "" : line)).replace(" T", " " + truth);

    CommandRun run = CommandRun.of(arguments.strip().split(" "));

    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).startsWith("posestream evaluate: ").contains(message);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void namesALineThatCannotBeUsedAndPrintsNothing() {
    CommandRun run =
        CommandRun.of("evaluate", "--truth", truth.toString(), "--events", truth.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines())
        .containsExactly(
            "posestream evaluate: %s line 1: event_id: expected a text, got nothing"
                .formatted(truth));
  }

  @Test
  void explainsItself() {
    CommandRun run = CommandRun.of("evaluate", "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("Usage: posestream evaluate")
        .contains("30 %", "{\"camera\":\"cam\",")
        .doesNotContain("null", "${", "%%");
  }

  private JsonNode json(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--json");
    CommandRun run = evaluate(all.toArray(String[]::new));

    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines()).hasSize(1);
    return Json.MAPPER.readTree(run.out());
  }

  private CommandRun evaluate(String... options) {
    List<String> all =
        new ArrayList<>(List.of("evaluate", "--truth", truth.toString(), "--events", EVENTS));
    all.addAll(List.of(options));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static List<String> words(CommandRun run) {
    return run.outLines().stream().map(line -> line.strip().replaceAll(" +", " ")).toList();
  }
}
