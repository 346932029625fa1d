package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.PoseSequence;
import io.posestream.testkit.simulation.DemoScenes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// With the bundle that is shipped, on the CPU.
class ModelCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  ModelCommandsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void namesTheActionInEveryClip() throws IOException {
    Path clips = clips();

    CommandRun run =
        CommandRun.of("classify", clips.toString(), "--model", CommandRun.SHIPPED, "--json");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines()).hasSize(2);
    assertThat(JSON.readTree(run.outLines().get(0)).at("/frame_dir").asText()).isEqualTo("faller");
    assertThat(JSON.readTree(run.outLines().get(0)).at("/top/0/label").asText()).isEqualTo("fall");
    assertThat(JSON.readTree(run.outLines().get(1)).at("/frame_dir").asText()).isEqualTo("waver");
    assertThat(JSON.readTree(run.outLines().get(1)).at("/top/0/label").asText()).isEqualTo("wave");
  }

  @Test
  void writesTheLinesOfTheContract() throws IOException {
    CommandRun run =
        CommandRun.of(
            "classify", clips().toString(), "--model", CommandRun.SHIPPED, "--json", "--top", "3");

    JsonNode line = JSON.readTree(run.outLines().get(0));
    assertThat(line.fieldNames()).toIterable().containsExactly("frame_dir", "top");
    assertThat(line.get("top")).hasSize(3);
    double last = 1;
    for (JsonNode score : line.get("top")) {
      assertThat(score.fieldNames()).toIterable().containsExactly("label", "p");
      assertThat(score.get("p").asDouble()).isBetween(0.0, last);
      last = score.get("p").asDouble();
    }
  }

  @Test
  void saysTheSameInWords() throws IOException {
    CommandRun run =
        CommandRun.of("classify", clips().toString(), "--model", CommandRun.SHIPPED, "--top", "1");

    assertThat(run.outLines().get(0)).matches("faller {2}fall [01]\\.\\d{3}");
    assertThat(run.outLines().get(1)).matches("waver {2}wave [01]\\.\\d{3}");
  }

  @Test
  void findsTheShippedBundleSound() {
    CommandRun run =
        CommandRun.of("model", "check", CommandRun.SHIPPED, "--device", "cpu", "--runs", "1");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("bundle     actions-slim 0.4.0, sound", "device     cpu", "labels     31:");
  }

  @Test
  void reportsTheCheckAsJson() throws IOException {
    CommandRun run =
        CommandRun.of(
            "model", "check", CommandRun.SHIPPED, "--device", "cpu", "--runs", "1", "--json");

    JsonNode report = JSON.readTree(run.out());
    assertThat(run.outLines()).hasSize(1);
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "version",
            "sha256",
            "device",
            "labels",
            "answers_differ_by",
            "members",
            "stages",
            "batches");
    assertThat(report.get("answers_differ_by").asDouble()).isLessThan(1e-4);
    assertThat(report.get("name").asText()).isEqualTo("actions-slim");
    assertThat(report.get("labels")).hasSize(31);
    assertThat(report.at("/members/0/name").asText()).isEqualTo("joint");
  }

  @Test
  void findsABundleWhoseModelWasChanged() throws IOException {
    Path copy = copyOfTheBundle();
    byte[] model = Files.readAllBytes(copy.resolve("model.onnx"));
    model[model.length / 2] ^= 1;
    Files.write(copy.resolve("model.onnx"), model);

    assertBroken(copy, "sha256");
  }

  @Test
  void findsABundleWhoseModelIsMissing() throws IOException {
    Path copy = copyOfTheBundle();
    Files.delete(copy.resolve("model.onnx"));

    assertBroken(copy, "model.onnx");
  }

  @Test
  void findsAManifestThatDoesNotFitItsModel() throws IOException {
    Path copy = copyOfTheBundle();
    String manifest = Files.readString(copy.resolve("manifest.yaml"));
    Files.writeString(copy.resolve("manifest.yaml"), manifest.replace("48x48", "56x56"));

    assertBroken(copy, "48");
  }

  @Test
  void findsAManifestThatPreparesClipsInAnotherWay() throws IOException {
    Path copy = copyOfTheBundle();
    String manifest = Files.readString(copy.resolve("manifest.yaml"));
    Files.writeString(
        copy.resolve("manifest.yaml"), manifest.replace("padding: 0.25", "padding: 0.5"));

    assertBroken(copy, "expected the recorded answers to 0.001, got a difference of");
  }

  @Test
  void checksABundleWithoutExamples() throws IOException {
    Path copy = copyOfTheBundle();
    Files.delete(copy.resolve("examples.jsonl"));

    CommandRun run =
        CommandRun.of("model", "check", copy.toString(), "--device", "cpu", "--runs", "1");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("answers    not checked: the bundle has no examples.jsonl");
  }

  private static void assertBroken(Path bundle, String message) {
    CommandRun run = CommandRun.of("model", "check", bundle.toString(), "--device", "cpu");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains(bundle.toString()).contains(message);
    assertThat(run.out()).isEmpty();
  }

  private Path copyOfTheBundle() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("bundle"));
    try (Stream<Path> files = Files.list(Path.of(CommandRun.SHIPPED))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(String.valueOf(file.getFileName())));
      }
    }
    return copy;
  }

  private Path clips() throws IOException {
    List<PoseFrame> lobby = DemoScenes.lobby().frames();
    return Files.writeString(
        folder.resolve("clips.jsonl"),
        ClipJson.line("faller", seen(lobby, "3", 12_000, 14_000), ClipJson.Scores.WRITTEN)
            + "\n"
            + ClipJson.line("waver", seen(lobby, "1", 5_000, 7_000), ClipJson.Scores.WRITTEN));
  }

  /** Returns one track between two times. */
  private static PoseSequence seen(List<PoseFrame> frames, String track, long from, long to) {
    List<Person> persons =
        frames.stream()
            .filter(frame -> frame.timeMillis() >= from && frame.timeMillis() < to)
            .flatMap(frame -> frame.persons().stream())
            .filter(person -> person.trackId().equals(track))
            .toList();
    float[] coordinates = new float[2 * 17 * persons.size()];
    float[] scores = new float[17 * persons.size()];
    for (int t = 0; t < persons.size(); t++) {
      for (int v = 0; v < 17; v++) {
        coordinates[2 * (17 * t + v)] = persons.get(t).x(v);
        coordinates[2 * (17 * t + v) + 1] = persons.get(t).y(v);
        scores[17 * t + v] = persons.get(t).jointScore(v);
      }
    }
    return new PoseSequence(1, persons.size(), 17, coordinates, scores, 720, 1280);
  }
}
