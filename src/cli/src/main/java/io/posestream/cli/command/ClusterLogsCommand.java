package io.posestream.cli.command;

import io.posestream.cli.cluster.Supervised;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that shows what a process of a cluster said. */
@Command(
    name = "logs",
    description = "Show the end of a process's log.",
    mixinStandardHelpOptions = true)
final class ClusterLogsCommand implements Callable<Integer> {
  @Mixin private ClusterArguments cluster;

  @Parameters(
      paramLabel = "NAME",
      description = "Process, such as jobmanager, taskmanager-1 or broker-1.")
  private String name;

  @Option(
      names = "--lines",
      paramLabel = "N",
      description = "Lines to show; default ${DEFAULT-VALUE}.")
  private int lines = 50;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ClusterLogsCommand() {}

  @Override
  public Integer call() throws IOException {
    List<Supervised> processes = cluster.cluster().processes();
    Path output =
        processes.stream()
            .filter(process -> process.name().equals(name))
            .map(Supervised::output)
            .findFirst()
            .orElseThrow(() -> unknown(processes));
    List<String> all =
        new String(Files.readAllBytes(output), StandardCharsets.UTF_8).lines().toList();
    int first = Math.max(0, all.size() - Math.max(0, lines));
    all.subList(first, all.size()).forEach(spec.commandLine().getOut()::println);
    return 0;
  }

  private RuntimeException unknown(List<Supervised> processes) {
    return Home.refused(
        spec, "NAME", "one of " + processes.stream().map(Supervised::name).toList(), name);
  }
}
