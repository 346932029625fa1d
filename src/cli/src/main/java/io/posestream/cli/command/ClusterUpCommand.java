package io.posestream.cli.command;

import io.posestream.cli.cluster.ClusterSpec;
import io.posestream.cli.cluster.ClusterTopic;
import io.posestream.cli.cluster.Installation;
import io.posestream.cli.cluster.LocalCluster;
import io.posestream.cli.cluster.LocalCluster.Listening;
import io.posestream.cli.cluster.Supervised;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobSettings;
import io.posestream.job.config.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that starts a cluster. */
@Command(
    name = "up",
    description = {
      "Start Kafka, a JobManager with the job, and TaskManagers on the loopback address.",
      "A process that ends is started again. A cluster that was down goes on from where it stopped."
    },
    mixinStandardHelpOptions = true)
final class ClusterUpCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Mixin private ClusterArguments cluster;

  @Option(
      names = "--taskmanagers",
      paramLabel = "N",
      description = "TaskManagers; default ${DEFAULT-VALUE}.")
  private int taskManagers = 2;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Slots of each TaskManager; default ${DEFAULT-VALUE}.")
  private int slots = 1;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Subtasks of each operator; default: as many as there are slots.")
  private int parallelism = 0;

  @Option(
      names = "--brokers",
      paramLabel = "N",
      description = "Kafka brokers, 1 or 3; default ${DEFAULT-VALUE}.")
  private int brokers = 1;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "File with the settings of the job; default: conf/job.yaml of the project.")
  private Path config = Home.resolve("conf/job.yaml");

  @Option(names = "-D", paramLabel = "key=value", description = "Overrides a setting of the file.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(names = "--fresh", description = "Start without state, whatever was kept.")
  private boolean fresh;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ClusterUpCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireFree();
    KafkaSettings kafka = JobSettings.of(JobConfigFile.read(config(), overrides)).kafka();
    LocalCluster started =
        LocalCluster.up(
            clusterSpec(),
            Installation.in(Home.resolve("")),
            Listening.USUAL_PORTS,
            topics(kafka),
            PATIENCE);
    started.awaitJob(PATIENCE);
    tell(started, kafka);
    return 0;
  }

  private Path config() {
    return Home.existingFile(spec, "--config", config);
  }

  private void requireFree() throws IOException {
    for (LocalCluster other : LocalCluster.find(cluster.folder()).stream().toList()) {
      if (other.processes().stream().anyMatch(process -> process.process().isPresent())) {
        throw new CommandFailedException(
            "the cluster in %s is up: ./posestream cluster down".formatted(cluster.folder()));
      }
    }
  }

  private ClusterSpec clusterSpec() {
    require("--taskmanagers", taskManagers > 0, "a positive number", taskManagers);
    require("--slots", slots > 0, "a positive number", slots);
    require("--brokers", brokers == 1 || brokers == 3, "1 or 3", brokers);
    return new ClusterSpec(
        cluster.folder(),
        brokers,
        taskManagers,
        slots,
        parallelism > 0 ? parallelism : taskManagers * slots,
        config(),
        overrides,
        fresh ? List.of("--fresh") : List.of(),
        Map.of());
  }

  private void require(String argument, boolean fits, String expected, int found) {
    if (!fits) {
      throw Home.refused(spec, argument, expected, found);
    }
  }

  private static List<ClusterTopic> topics(KafkaSettings kafka) {
    List<String> spread =
        new ArrayList<>(List.of(kafka.framesTopic(), kafka.eventsTopic(), kafka.deadLetterTopic()));
    kafka.scoresTopic().ifPresent(spread::add);
    kafka.lateTopic().ifPresent(spread::add);
    kafka.shadowTopic().ifPresent(spread::add);
    List<ClusterTopic> topics = new ArrayList<>(spread.stream().map(ClusterTopic::spread).toList());
    kafka
        .controlTopic()
        .map(ClusterTopic::ordered)
        .ifPresent(
            control ->
                topics.addAll(List.of(control, ClusterTopic.spread(kafka.controlAckTopic()))));
    return topics;
  }

  private void tell(LocalCluster started, KafkaSettings kafka) {
    PrintWriter out = spec.commandLine().getOut();
    for (Supervised process : started.processes()) {
      out.println(ClusterStatusCommand.line(process));
    }
    out.printf("Flink's REST interface: http://127.0.0.1:%d%n", started.restPort());
    out.printf("Kafka: %s%n", started.bootstrapServers());
    out.printf(
        "./posestream replay FILE --bootstrap %s --topic %s%n",
        started.bootstrapServers(), kafka.framesTopic());
    out.printf(
        "./posestream events --bootstrap %s --topic %s%n",
        started.bootstrapServers(), kafka.eventsTopic());
  }
}
