package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.formats.recording.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
  private static final Path SHIPPED = Path.of("src/main/recordings/simulated.jsonl.gz");

  private final Path folder;

  SimulateCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void writesTheRecordingThatIsShipped() throws IOException {
    Path out = folder.resolve("demo.jsonl.gz");

    CommandRun run = CommandRun.of("simulate", "--out", out.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("894 frames in %s%n".formatted(out));
    assertThat(lines(out)).isEqualTo(lines(SHIPPED));
  }

  @Test
  void writesTheSameEveryTime() throws IOException {
    CommandRun.of("simulate", "--scene", "calm", "--out", folder.resolve("a.jsonl").toString());
    CommandRun.of("simulate", "--scene", "calm", "--out", folder.resolve("b.jsonl").toString());

    assertThat(Files.mismatch(folder.resolve("a.jsonl"), folder.resolve("b.jsonl"))).isEqualTo(-1);
  }

  @Test
  void writesACrowdOfThatSizeAndLength() throws IOException {
    Path out = folder.resolve("crowd.jsonl");

    CommandRun run =
        CommandRun.of(
            "simulate",
            "--scene",
            "crowd",
            "--persons",
            "12",
            "--seconds",
            "2",
            "--fps",
            "10",
            "--out",
            out.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(lines(out))
        .hasSize(20)
        .allSatisfy(line -> assertThat(line.split("\"track_id\"", -1)).hasSize(13));
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader lines = Recording.lines(file)) {
      return lines.lines().toList();
    }
  }
}
