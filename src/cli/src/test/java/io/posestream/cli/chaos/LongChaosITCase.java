package io.posestream.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.cli.chaos.ChaosRun.Blow;
import io.posestream.cli.chaos.ChaosRun.Outcomes;
import io.posestream.cli.chaos.Outcome.Difference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many faults, alone and together, on three brokers; {@code mvn -Pchaos verify}. The system
 * properties {@code chaos.brokers} and {@code chaos.outage-seconds} make it smaller.
 */
@Tag("chaos")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class LongChaosITCase {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int BROKERS = Integer.getInteger("chaos.brokers", 3);
  private static final int OUTAGE_SECONDS = Integer.getInteger("chaos.outage-seconds", 300);

  private static Map<String, Blow> faults(ChaosRun run, Path folder, SmallDisk disk)
      throws IOException {
    ControlMessages messages =
        new ControlMessages(
            run.feed(), run.cluster().bootstrapServers(), NextModel.in(folder.resolve("next")));
    return new Faults(folder, BROKERS)
        .deaths()
        .deathsTogether()
        .pauses()
        .savepoint()
        .control(messages)
        .poison(run.feed())
        .partition()
        .fullDisk(disk)
        .outage(OUTAGE_SECONDS)
        .all();
  }

  @Test
  void losesAndDoublesNothingUnderManyFaults(@TempDir Path folder) throws Exception {
    try (SmallDisk disk = SmallDisk.at(folder.resolve("state"));
        ChaosRun run = ChaosRun.start(folder, BROKERS, Map.of())) {
      run.awaitScores(PATIENCE);
      for (Map.Entry<String, Blow> fault : faults(run, folder, disk).entrySet()) {
        double seconds =
            run.strike(fault.getKey(), fault.getValue(), PATIENCE.plusSeconds(OUTAGE_SECONDS));
        System.out.printf("%-45s %6.1f s%n", fault.getKey(), seconds);
        TimeUnit.SECONDS.sleep(3);
      }
      Outcomes outcomes = run.finish();

      print(run, outcomes);
      assertThat(run.feed().failed()).isZero();
      assertThat(windows(outcomes)).isEqualTo(Difference.NONE);
      assertThat(steps(outcomes)).isEqualTo(Difference.NONE);
      assertThat(outcomes.hurt().deadLetters()).isEqualTo(1);
      assertThat(outcomes.hurt().models()).contains("actions-slim", NextModel.NAME);
    }
  }

  private static Difference windows(Outcomes outcomes) {
    return outcomes.hurt().windowsAgainst(outcomes.undisturbed());
  }

  private static Difference steps(Outcomes outcomes) {
    return outcomes.hurt().stepsAgainst(outcomes.undisturbed());
  }

  private static void print(ChaosRun run, Outcomes outcomes) {
    System.out.printf("%-45s %5s %8s %8s %9s%n", "fault", "lost", "doubled", "changed", "recovery");
    Map<String, Difference> byFault =
        outcomes.hurt().windowsByFault(outcomes.undisturbed(), run.struckMillis());
    run.recoveries()
        .forEach(
            (fault, seconds) -> {
              Difference found = byFault.getOrDefault(fault, Difference.NONE);
              System.out.printf(
                  "%-45s %5d %8d %8d %7.1f s%n",
                  fault, found.lost(), found.doubled(), found.changed(), seconds);
            });
    System.out.printf(
        "%d windows: %s; %d event steps: %s%n",
        outcomes.undisturbed().windows().size(),
        windows(outcomes),
        outcomes.undisturbed().steps().size(),
        steps(outcomes));
  }
}
