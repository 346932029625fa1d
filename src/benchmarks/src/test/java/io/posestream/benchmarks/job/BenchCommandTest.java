package io.posestream.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.cli.command.PoseStreamCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void explainsItself() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .startsWith("Usage: posestream bench")
        .contains("--quick", "--out", "--model")
        .doesNotContain("null", "${");
  }

  @Test
  void refusesAModelThatIsNotThere() {
    assertThat(run("--model", "nowhere")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("posestream bench: --model: expected an existing folder, got 'nowhere'\n");
  }

  @Test
  void refusesToWriteIntoAFile(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThat(run("--model", folder.toString(), "--out", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--out: expected a folder, got").hasLineCount(1);
  }

  @Test
  void saysInOneLineWhatIsWrongWithABundle(@TempDir Path folder) {
    assertThat(run("--model", folder.toString(), "--out", folder.resolve("out").toString()))
        .isEqualTo(1);
    assertThat(err.toString()).startsWith("posestream bench: ").hasLineCount(1);
  }

  private int run(String... args) {
    return PoseStreamCommand.run(
        new BenchCommand(), args, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
