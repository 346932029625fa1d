package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.window.Window;
import io.posestream.evaluation.file.TruthFile;
import io.posestream.evaluation.measure.TruthInterval;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTruthTest {
  private final Path folder;

  SimulateTruthTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void writesWhatHappensInTheScene() throws IOException {
    Path truth = folder.resolve("t.jsonl");

    CommandRun run =
        CommandRun.of(
            "simulate", "--out", folder.resolve("d.jsonl").toString(), "--truth", truth.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(TruthFile.read(truth))
        .hasSize(10)
        .contains(
            new TruthInterval("lobby", "fall", new Window(12_000, 13_500), Set.of("3")),
            new TruthInterval(
                "yard", "2p_punching", new Window(10_000, 16_400), Set.of("21", "22")));
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    CommandRun run =
        CommandRun.of(
            "simulate", "--out", folder.resolve("d.jsonl").toString(), "--truth", "no/folder/t");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains("--truth: expected a file in an existing folder");
    assertThat(folder.resolve("d.jsonl")).doesNotExist();
  }
}
