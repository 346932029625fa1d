package io.posestream.benchmarks.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.cli.command.PoseStreamCommand;
import io.posestream.formats.recording.Recording;
import io.posestream.testkit.simulation.Scene;
import io.posestream.testkit.simulation.actor.Actor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdsBenchCommandTest {
  @Test
  void holdsBothTrackersAgainstTheTruth(@TempDir Path folder) throws IOException {
    Path recording = folder.resolve("apart.jsonl");
    Recording.write(
        Scene.camera("apart")
            .fps(15)
            .seconds(4)
            .seed(5)
            .with(Actor.at("a", -1.6, 6).stand(4), Actor.at("b", 1.6, 6).stand(4))
            .simulate()
            .frames(),
        recording);
    StringWriter out = new StringWriter();

    int exit =
        PoseStreamCommand.run(
            new IdsBenchCommand(),
            new String[] {recording.toString()},
            new PrintWriter(out),
            new PrintWriter(out));

    assertThat(exit).as(out.toString()).isZero();
    List<String> rows = out.toString().lines().filter(row -> row.contains(" of ")).toList();
    assertThat(rows).hasSize(12);
    // People who stand apart and are always found keep their ids with either tracker.
    assertThat(rows.get(0)).isEqualTo("| 1 of 1 | 0 % | nearest pose | 100.00 % | 0.000 |");
    assertThat(rows.get(1)).isEqualTo("| 1 of 1 | 0 % | ours | 100.00 % | 0.000 |");
    // Ours bridges losses of a third of a second.
    assertThat(rows.get(3)).isEqualTo("| 1 of 1 | 20 % | ours | 100.00 % | 0.000 |");
    assertThat(rows.get(2)).doesNotContain("100.00 %");
  }
}
