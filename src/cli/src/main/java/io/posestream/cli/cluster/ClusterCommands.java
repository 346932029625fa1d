package io.posestream.cli.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The command lines of a cluster's processes. */
final class ClusterCommands {
  private static final String JOB = "io.posestream.job.JobMain";
  private static final String JOB_MANAGER =
      "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";

  private final ClusterSpec spec;
  private final ClusterPorts ports;
  private final Installation installation;

  ClusterCommands(ClusterSpec spec, ClusterPorts ports, Installation installation) {
    this.spec = spec;
    this.ports = ports;
    this.installation = installation;
  }

  List<String> format(Path settings, String clusterId) {
    List<String> command = kafka("format");
    command.addAll(
        List.of(
            "kafka.tools.StorageTool",
            "format",
            "--ignore-formatted",
            "-t",
            clusterId,
            "-c",
            settings.toString()));
    return command;
  }

  List<String> broker(Path settings, String name) {
    List<String> command = kafka(name);
    command.addAll(List.of("kafka.Kafka", settings.toString()));
    return command;
  }

  private List<String> kafka(String name) {
    List<String> command = java(name, JvmMemory.other());
    command.add("-cp");
    command.add(String.join(File.pathSeparator, texts(installation.libraries())));
    return command;
  }

  List<String> jobManager(String name) {
    List<String> command = flink(name, JvmMemory.other(), JOB_MANAGER);
    command.addAll(List.of("--job-classname", JOB, "--", "--config", spec.jobConfig().toString()));
    jobSettings().forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
    command.addAll(spec.jobArguments());
    return command;
  }

  private Map<String, String> jobSettings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("kafka.bootstrap-servers", ports.bootstrapServers());
    settings.put(
        "flink.execution.checkpointing.dir",
        "file://" + spec.folder().resolve("state/checkpoints"));
    settings.putAll(spec.overrides());
    return settings;
  }

  List<String> taskManager(String name) {
    List<String> command = flink(name, JvmMemory.taskManager(), TASK_MANAGER);
    command.addAll(
        List.of(
            "-Dtaskmanager.resource-id=" + name,
            "-Dio.tmp.dirs=" + spec.folder().resolve("tmp").resolve(name)));
    return command;
  }

  private List<String> flink(String name, List<String> memory, String main) {
    List<String> command = java(name, memory);
    command.addAll(
        List.of(
            "-cp",
            spec.folder().resolve("lib") + "/*",
            main,
            "--configDir",
            spec.folder().resolve("conf").toString()));
    return command;
  }

  /** Returns the environment in which Flink finds its folders. */
  Map<String, String> environment() {
    return Map.of(
        "FLINK_CONF_DIR", spec.folder().resolve("conf").toString(),
        "FLINK_LIB_DIR", spec.folder().resolve("lib").toString(),
        "FLINK_PLUGINS_DIR", spec.folder().resolve("plugins").toString());
  }

  private List<String> java(String name, List<String> memory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(memory);
    command.addAll(JvmFlags.OF_FLINK);
    command.add("-Djava.io.tmpdir=" + spec.folder().resolve("tmp").resolve(name));
    command.add("-Dposestream.process=" + name);
    command.add("-Dlog4j.configurationFile=" + spec.folder().resolve("conf/log4j2.properties"));
    return command;
  }

  private static List<String> texts(List<Path> paths) {
    return paths.stream().map(Path::toString).toList();
  }
}
