package io.posestream.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands on a cluster of real processes on this machine. */
@Command(
    name = "cluster",
    description = "Kafka, Flink and the job as processes on this machine, without Docker.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ClusterUpCommand.class,
      ClusterDownCommand.class,
      ClusterStatusCommand.class,
      ClusterLogsCommand.class
    })
final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ClusterCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "expected a command, one of " + spec.commandLine().getSubcommands().keySet());
  }
}
