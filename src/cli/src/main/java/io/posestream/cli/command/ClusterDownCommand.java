package io.posestream.cli.command;

import io.posestream.cli.cluster.JobRest;
import io.posestream.cli.cluster.LocalCluster;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that stops a cluster. */
@Command(
    name = "down",
    description = "Stop the job with a savepoint, then all processes; up goes on from there.",
    mixinStandardHelpOptions = true)
final class ClusterDownCommand implements Callable<Integer> {
  @Mixin private ClusterArguments cluster;

  @Option(
      names = "--no-savepoint",
      description = "Stop the processes alone; up goes on from the newest checkpoint.")
  private boolean noSavepoint;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ClusterDownCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalCluster known = cluster.cluster();
    Optional<JobRest.Job> job = noSavepoint ? Optional.empty() : known.rest().job();
    if (job.filter(JobRest.Job::isWhole).isPresent()) {
      spec.commandLine().getOut().println("savepoint       " + known.rest().stop(job.get()));
    }
    known.down();
    return 0;
  }
}
