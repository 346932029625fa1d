package io.posestream.cli.command;

import io.posestream.job.PoseStreamJob;
import io.posestream.job.config.ConfigException;
import io.posestream.job.start.StartingPoint;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that runs the job in this JVM. */
@Command(
    name = "run",
    description = "Run the job in this JVM against a real Kafka, until stopped.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Mixin private JobArguments arguments;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "Subtasks of each operator; default: one per core.")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  RunCommand() {}

  @Override
  public Integer call() throws Exception {
    if (parallelism < 1) {
      throw Home.refused(spec, "--parallelism", "a positive number", parallelism);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, new Configuration());
    PoseStreamJob job = wired(env);
    Optional<String> state = startingPoint(job, env);
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %s from %s, model %s, %s; Ctrl-C stops%n",
            job.settings().jobName(),
            job.settings().kafka().framesTopic(),
            job.settings().kafka().bootstrapServers(),
            job.settings().inference().model(),
            state.map(path -> "state of " + path).orElse("no state"));
    env.execute(job.settings().jobName());
    return 0;
  }

  private Optional<String> startingPoint(PoseStreamJob job, StreamExecutionEnvironment env) {
    try {
      return new StartingPoint(job.settings()).apply(env, arguments.wish());
    } catch (ConfigException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private PoseStreamJob wired(StreamExecutionEnvironment env) {
    try {
      PoseStreamJob job = new PoseStreamJob(arguments.settings());
      job.wire(env);
      return job;
    } catch (ConfigException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
