package io.posestream.cli.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posestream.cli.chaos.ChaosRun.Blow;
import io.posestream.cli.cluster.LocalCluster;
import io.posestream.cli.cluster.Supervised;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What is done to a cluster, in order, by the names under which a table shows it. */
final class Faults {
  private static final int PARTITION_SECONDS = 20;

  private static final Pattern PORT = Pattern.compile("//127\\.0\\.0\\.1:(\\d+)");

  private final Path folder;
  private final int brokers;
  private final Map<String, Blow> all = new LinkedHashMap<>();

  /**
   * Begins with none.
   *
   * @param folder of the cluster
   * @param brokers that it has
   */
  Faults(Path folder, int brokers) {
    this.folder = folder;
    this.brokers = brokers;
  }

  /** Returns all faults, in the order in which they were added. */
  Map<String, Blow> all() {
    return all;
  }

  /** Adds the deaths of processes, one at a time. */
  Faults deaths() {
    all.put("kill -9 a TaskManager", c -> c.taskManagers().get(0).kill());
    all.put("kill -9 the JobManager", c -> c.jobManager().kill());
    all.put("kill -9 a broker", c -> c.broker(1).kill());
    return this;
  }

  /** Adds deaths that come together. */
  Faults deathsTogether() {
    all.put("kill -9 both TaskManagers", c -> c.taskManagers().forEach(Supervised::kill));
    all.put(
        "kill -9 a broker and a TaskManager",
        c -> {
          c.broker(brokers).kill();
          c.taskManagers().get(1).kill();
        });
    all.put(
        "kill -9 the JobManager and a TaskManager",
        c -> {
          c.jobManager().kill();
          c.taskManagers().get(0).kill();
        });
    all.put(
        "kill -9 the JobManager and a broker",
        c -> {
          c.jobManager().kill();
          c.broker(1).kill();
        });
    all.put("kill -9 everything", c -> c.processes().forEach(Supervised::kill));
    return this;
  }

  /** Adds processes that stand still, as on a machine that swaps or is moved. */
  Faults pauses() {
    all.put("pause a TaskManager for 10 s", c -> pause(c.taskManagers().get(0)));
    all.put("pause a broker for 10 s", c -> pause(c.broker(brokers)));
    all.put("pause the JobManager for 10 s", c -> pause(c.jobManager()));
    return this;
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

  /** Adds a TaskManager's death while a savepoint is taken. */
  Faults savepoint() {
    all.put(
        "kill -9 a TaskManager during a savepoint",
        c -> {
          takeSavepoint(c);
          c.taskManagers().get(1).kill();
        });
    return this;
  }

  private static void takeSavepoint(LocalCluster cluster) throws IOException, InterruptedException {
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

  /** Adds a record that no frame can be made of, under a name that no topic can hold twice. */
  Faults poison(Feed feed) {
    String longName = "c".repeat(400_000);
    all.put("poison record", c -> feed.write(longName.getBytes(UTF_8), Outcome.poison(longName)));
    return this;
  }

  /** Adds control messages that are sent while a process dies. */
  Faults control(ControlMessages messages) {
    all.put(
        "new rules while a TaskManager dies",
        c -> {
          messages.sendRules();
          c.taskManagers().get(0).kill();
        });
    all.put(
        "a new model while the JobManager dies",
        c -> {
          messages.sendModel();
          c.jobManager().kill();
        });
    return this;
  }

  /** Adds a broker that nobody reaches any more, where the machine's firewall may be told so. */
  Faults partition() {
    if (Firewall.isAtHand()) {
      all.put(
          "a broker behind a partition for %d s".formatted(PARTITION_SECONDS),
          c -> {
            try (Firewall cut = Firewall.cut(portsOfBroker(folder, brokers))) {
              TimeUnit.SECONDS.sleep(PARTITION_SECONDS);
            }
          });
    } else {
      System.out.println("Not tried: a partition; that takes root and iptables.");
    }
    return this;
  }

  // Those of clients and those of its controller.
  private static List<Integer> portsOfBroker(Path folder, int id) throws IOException {
    String settings =
        Files.readString(folder.resolve("conf/broker-%d.properties".formatted(id)), UTF_8);
    String listeners =
        settings.lines().filter(line -> line.startsWith("listeners=")).findFirst().orElseThrow();
    return PORT.matcher(listeners).results().map(port -> Integer.valueOf(port.group(1))).toList();
  }

  /** Adds a full disk under checkpoints, where the state lies on a small file system. */
  Faults fullDisk(SmallDisk disk) {
    if (disk.isMounted()) {
      all.put("no room for checkpoints for 20 s", c -> disk.fill(20));
    } else {
      System.out.println("Not tried: a full disk; that takes root and mount.");
    }
    return this;
  }

  /** Adds an outage of all brokers. */
  Faults outage(int seconds) {
    all.put(
        "no broker for " + seconds + " s",
        c -> {
          for (int id = 1; id <= brokers; id++) {
            c.broker(id).hold();
          }
          TimeUnit.SECONDS.sleep(seconds);
          for (int id = 1; id <= brokers; id++) {
            c.broker(id).release();
          }
        });
    return this;
  }
}
