package io.posestream.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.cli.command.PoseStreamCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class LocalClusterTest {
  private final Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  LocalClusterTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private int run(String... arguments) {
    return PoseStreamCommand.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void saysThatThereIsNoCluster() {
    int code = run("cluster", "status", "--folder", folder.toString());

    assertThat(code).isEqualTo(1);
    assertThat(err).asString().contains("expected a cluster, found none in " + folder);
  }

  @Test
  void refusesTwoBrokers() throws IOException {
    Path config = Files.writeString(folder.resolve("job.yaml"), "{}");

    int code =
        run(
            "cluster",
            "up",
            "--folder",
            folder.toString(),
            "--config",
            config.toString(),
            "--brokers",
            "2");

    assertThat(code).isEqualTo(2);
    assertThat(err).asString().contains("--brokers: expected 1 or 3, got '2'");
  }

  @Test
  void listensOnLoopbackWithTheShippedHeartbeat() throws IOException {
    Path shipped = Path.of("../../conf/flink-config.yaml");
    ClusterSpec spec = new ClusterSpec(folder, 3, 2, 1, 2, shipped, Map.of(), List.of(), Map.of());
    Installation installation = new Installation(List.of(), shipped, shipped);

    new ClusterFiles(spec, ClusterPorts.usual(3), installation).write();

    List<String> flink = Files.readAllLines(folder.resolve("conf/config.yaml"));
    assertThat(flink)
        .contains(
            "jobmanager.bind-host: 127.0.0.1",
            "taskmanager.bind-host: 127.0.0.1",
            "rest.bind-address: 127.0.0.1",
            "heartbeat.timeout: 15 s");
    assertThat(Files.readAllLines(folder.resolve("conf/broker-2.properties")))
        .contains("listeners=PLAINTEXT://127.0.0.1:19093,CONTROLLER://127.0.0.1:19193");
  }
}
