package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.testkit.fixture.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From real video to events, with everything that ships. */
@Timeout(600)
class DemoVideoITCase {
  private final Path folder;

  DemoVideoITCase(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void seesSomebodyFall() throws Exception {
    List<String> falls = falls(SharedFolder.find("video/home_fall.mp4"));

    assertThat(falls).hasSize(2);
    assertThat(falls.get(0)).contains("\"phase\":\"STARTED\"");
    assertThat(falls.get(1)).contains("\"phase\":\"ENDED\"");
  }

  @Test
  void seesNobodyFallWhoDoesNot() throws Exception {
    assertThat(falls(SharedFolder.find("video/home_daily.mp4"))).isEmpty();
  }

  private List<String> falls(Path video) throws Exception {
    Path events = folder.resolve("events.jsonl");
    CommandRun run =
        CommandRun.of(
            "demo",
            "--video",
            video.toString(),
            "--estimator",
            "../../models/movenet-multipose",
            "--model",
            CommandRun.SHIPPED,
            "-Dinference.scene-model=" + CommandRun.SHIPPED_SCENES,
            "--poses",
            folder.resolve("poses.jsonl").toString(),
            "--events",
            events.toString(),
            "--scores",
            folder.resolve("scores.jsonl").toString(),
            "--dead-letters",
            folder.resolve("letters.jsonl").toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return Files.readAllLines(events).stream()
        .filter(line -> line.contains("\"action\":\"fall\""))
        .toList();
  }
}
