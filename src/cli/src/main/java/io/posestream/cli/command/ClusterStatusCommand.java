package io.posestream.cli.command;

import io.posestream.cli.cluster.JobRest;
import io.posestream.cli.cluster.LocalCluster;
import io.posestream.cli.cluster.Supervised;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that tells how a cluster is. */
@Command(
    name = "status",
    description = "Tell which processes run and how the job is; exit code 1 if it does not run.",
    mixinStandardHelpOptions = true)
final class ClusterStatusCommand implements Callable<Integer> {
  @Mixin private ClusterArguments cluster;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  ClusterStatusCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalCluster known = cluster.cluster();
    PrintWriter out = spec.commandLine().getOut();
    known.processes().forEach(process -> out.println(line(process)));
    Optional<JobRest.Job> job = known.rest().job();
    if (job.isEmpty()) {
      out.println("job             unknown: the JobManager does not answer");
      return 1;
    }
    out.printf(
        "job             %s, %d of %d tasks run, %d checkpoints%n",
        job.get().state(),
        job.get().runningTasks(),
        job.get().tasks(),
        known.rest().completedCheckpoints(job.get()));
    return job.get().isWhole() ? 0 : 1;
  }

  /** Returns what there is to say about a process. */
  static String line(Supervised process) {
    return "%-15s %s"
        .formatted(
            process.name(),
            process.process().map(running -> "pid " + running.pid()).orElse("does not run"));
  }
}
