package io.posestream.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.cli.chaos.Outcome.Difference;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of real processes that loses each of them in turn writes what an undisturbed one
 * writes; {@code mvn -Pkill verify}. {@code mvn -Pchaos verify} hurts it longer and in more ways.
 * The seconds to recover are printed; {@code -Dchaos.times=true}, for a machine with nothing else
 * to do, also bounds them.
 */
@Tag("kill")
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ChaosITCase {
  @Test
  void losesAndDoublesNothingWhileProcessesAreKilled(@TempDir Path folder) throws Exception {
    try (ChaosRun run = ChaosRun.start(folder, 1, Map.of())) {
      run.awaitScores(ChaosRun.PATIENCE);
      String longName = "c".repeat(400_000);
      run.feed().write(longName.getBytes(UTF_8), Outcome.poison(longName));

      double taskManager =
          run.strike("taskmanager", c -> c.taskManagers().get(0).kill(), ChaosRun.PATIENCE);
      double jobManager = run.strike("jobmanager", c -> c.jobManager().kill(), ChaosRun.PATIENCE);
      run.strike("broker", c -> c.broker(1).kill(), ChaosRun.PATIENCE);
      ChaosRun.Outcomes outcomes = run.finish();

      System.out.println("Seconds to recover: " + run.recoveries());
      assertThat(run.feed().failed()).isZero();
      assertThat(outcomes.undisturbed().windows()).hasSizeGreaterThan(20);
      assertThat(outcomes.hurt().windowsAgainst(outcomes.undisturbed()))
          .as("lost %s", outcomes.hurt().lostAgainst(outcomes.undisturbed()))
          .isEqualTo(Difference.NONE);
      assertThat(outcomes.hurt().stepsAgainst(outcomes.undisturbed()))
          .as("lost %s", outcomes.hurt().lostAgainst(outcomes.undisturbed()))
          .isEqualTo(Difference.NONE);
      assertThat(outcomes.hurt().deadLetters()).isEqualTo(1);
      if (Boolean.getBoolean("chaos.times")) {
        assertThat(taskManager).isLessThan(20);
        assertThat(jobManager).isLessThan(40);
      }
    }
  }
}
