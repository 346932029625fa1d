package io.posestream.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.cli.chaos.ChaosRun.Blow;
import io.posestream.cli.chaos.ChaosRun.Outcomes;
import io.posestream.cli.chaos.Outcome.Difference;
import io.posestream.cli.cluster.LocalCluster;
import io.posestream.cli.cluster.Supervised;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
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

  private static Map<String, Blow> faults() {
    Map<String, Blow> faults = new LinkedHashMap<>();
    faults.put("kill -9 a TaskManager", c -> c.taskManagers().get(0).kill());
    faults.put("kill -9 the JobManager", c -> c.jobManager().kill());
    faults.put("kill -9 a broker", c -> c.broker(1).kill());
    faults.put("kill -9 both TaskManagers", c -> c.taskManagers().forEach(Supervised::kill));
    faults.put(
        "kill -9 a broker and a TaskManager",
        c -> {
          c.broker(BROKERS).kill();
          c.taskManagers().get(1).kill();
        });
    faults.put(
        "kill -9 the JobManager and a TaskManager",
        c -> {
          c.jobManager().kill();
          c.taskManagers().get(0).kill();
        });
    faults.put(
        "kill -9 the JobManager and a broker",
        c -> {
          c.jobManager().kill();
          c.broker(1).kill();
        });
    faults.put("pause a TaskManager for 10 s", c -> pause(c.taskManagers().get(0)));
    faults.put("pause a broker for 10 s", c -> pause(c.broker(BROKERS)));
    faults.put("pause the JobManager for 10 s", c -> pause(c.jobManager()));
    faults.put(
        "kill -9 a TaskManager during a savepoint",
        c -> {
          savepoint(c);
          c.taskManagers().get(1).kill();
        });
    faults.put("poison record", c -> {});
    faults.put("kill -9 everything", c -> c.processes().forEach(Supervised::kill));
    faults.put("no broker for " + OUTAGE_SECONDS + " s", LongChaosITCase::outage);
    return faults;
  }

  private static void pause(Supervised process) throws IOException, InterruptedException {
    signal("-STOP", process);
    TimeUnit.SECONDS.sleep(10);
    signal("-CONT", process);
  }

  private static void signal(String signal, Supervised process)
      throws IOException, InterruptedException {
    String pid = Long.toString(process.process().orElseThrow().pid());
    new ProcessBuilder("kill", signal, pid).start().waitFor();
  }

  private static void savepoint(LocalCluster cluster) throws IOException, InterruptedException {
    String job = cluster.rest().job().orElseThrow().id();
    URI uri =
        URI.create("http://127.0.0.1:%d/jobs/%s/savepoints".formatted(cluster.restPort(), job));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void outage(LocalCluster cluster) throws IOException, InterruptedException {
    for (int id = 1; id <= BROKERS; id++) {
      cluster.broker(id).hold();
    }
    TimeUnit.SECONDS.sleep(OUTAGE_SECONDS);
    for (int id = 1; id <= BROKERS; id++) {
      cluster.broker(id).release();
    }
  }

  @Test
  void losesAndDoublesNothingUnderManyFaults(@TempDir Path folder) throws Exception {
    try (ChaosRun run = ChaosRun.start(folder, BROKERS, Map.of())) {
      run.awaitScores(PATIENCE);
      for (Map.Entry<String, Blow> fault : faults().entrySet()) {
        if (fault.getKey().startsWith("poison")) {
          String longName = "c".repeat(400_000);
          run.feed().write(longName.getBytes(UTF_8), Outcome.poison(longName));
        }
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
