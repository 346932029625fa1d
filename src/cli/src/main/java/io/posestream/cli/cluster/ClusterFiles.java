package io.posestream.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Writes the folder of a cluster: settings of Kafka and Flink, and links to their jars. */
final class ClusterFiles {
  private static final List<String> FOLDERS =
      List.of("conf", "lib", "usrlib", "plugins", "run", "log", "tmp", "state");
  private static final String LOOPBACK = "127.0.0.1";

  private final ClusterSpec spec;
  private final ClusterPorts ports;
  private final Installation installation;

  ClusterFiles(ClusterSpec spec, ClusterPorts ports, Installation installation) {
    this.spec = spec;
    this.ports = ports;
    this.installation = installation;
  }

  /** Writes everything; what a cluster before it left of topics and state stays. */
  void write() throws IOException {
    for (String name : FOLDERS) {
      Files.createDirectories(spec.folder().resolve(name));
    }
    link("lib", installation.flink());
    link("usrlib", List.of(installation.job()));
    for (int broker = 1; broker <= spec.brokers(); broker++) {
      Files.write(brokerFile(broker), broker(broker));
    }
    Files.write(spec.folder().resolve("conf/config.yaml"), lines(flink(), ": "));
    copy("supervise.sh", spec.folder().resolve("run/supervise.sh"));
    copy("log4j2.properties", spec.folder().resolve("conf/log4j2.properties"));
  }

  Path brokerFile(int broker) {
    return spec.folder().resolve("conf/broker-%d.properties".formatted(broker));
  }

  private void link(String name, List<Path> jars) throws IOException {
    for (Path jar : jars) {
      Path link = spec.folder().resolve(name).resolve(jar.getFileName());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, jar.toAbsolutePath());
    }
  }

  private static void copy(String resource, Path file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ClusterFiles.class.getResourceAsStream(resource), resource)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private List<String> broker(int id) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("node.id", Integer.toString(id));
    settings.put("process.roles", "broker,controller");
    settings.put("controller.quorum.voters", voters());
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
            .formatted(
                LOOPBACK, ports.brokers().get(id - 1), LOOPBACK, ports.controllers().get(id - 1)));
    settings.put("log.dirs", spec.folder().resolve("kafka-" + id).toString());
    settings.putAll(topicsOfKafkaItself());
    return lines(settings, "=");
  }

  private Map<String, String> topicsOfKafkaItself() {
    String replicas = Integer.toString(Math.min(3, spec.brokers()));
    String inSync = spec.brokers() > 1 ? "2" : "1";
    return Map.of(
        "auto.create.topics.enable",
        "false",
        "offsets.topic.replication.factor",
        replicas,
        "offsets.topic.num.partitions",
        "5",
        "transaction.state.log.replication.factor",
        replicas,
        "transaction.state.log.min.isr",
        inSync,
        "transaction.state.log.num.partitions",
        "5",
        "min.insync.replicas",
        inSync,
        "group.initial.rebalance.delay.ms",
        "0");
  }

  private String voters() {
    List<String> voters = new ArrayList<>();
    for (int i = 0; i < ports.controllers().size(); i++) {
      voters.add("%d@%s:%d".formatted(i + 1, LOOPBACK, ports.controllers().get(i)));
    }
    return String.join(",", voters);
  }

  /** Returns what is shipped, but for addresses, memory and folders, which are this machine's. */
  private Map<String, String> flink() throws IOException {
    Map<String, String> settings = shipped();
    settings.keySet().removeIf(key -> key.endsWith("memory.process.size"));
    settings.remove("env.java.opts.all");
    settings.put("jobmanager.rpc.address", LOOPBACK);
    settings.put("jobmanager.rpc.port", Integer.toString(ports.rpc()));
    settings.put("blob.server.port", Integer.toString(ports.blobs()));
    settings.put("rest.address", LOOPBACK);
    settings.put("rest.port", Integer.toString(ports.rest()));
    for (String host :
        List.of("jobmanager.bind-host", "taskmanager.bind-host", "taskmanager.host")) {
      settings.put(host, LOOPBACK);
    }
    settings.put("rest.bind-address", LOOPBACK);
    settings.put("metrics.reporter.prom.port", ports.metrics());
    settings.put("parallelism.default", Integer.toString(spec.parallelism()));
    settings.putAll(JvmMemory.settings(spec.slots()));
    settings.put("execution.checkpointing.dir", state("checkpoints"));
    settings.put("execution.checkpointing.savepoint-dir", state("savepoints"));
    settings.putAll(spec.flink());
    return settings;
  }

  /** Returns the URI of a folder of state. */
  String state(String name) {
    return "file://" + spec.folder().resolve("state").resolve(name);
  }

  private Map<String, String> shipped() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    JsonNode file = new YAMLMapper().readTree(installation.flinkConfig().toFile());
    file.properties().forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
    return settings;
  }

  private static List<String> lines(Map<String, String> settings, String between) {
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + between + entry.getValue())
        .toList();
  }
}
