package io.posestream.job.command;

import io.posestream.job.PoseStreamJob;
import io.posestream.job.config.ConfigException;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobOptions;
import io.posestream.job.config.JobSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the job in this JVM. */
@Command(
    name = "run",
    description = "Run the job in this JVM against a real Kafka, until it is stopped.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "Settings, such as conf/job.yaml.")
  private Path config;

  @Option(
      names = "-D",
      paramLabel = "key=value",
      description = "Setting that replaces one of the file.")
  private Map<String, String> overrides = new LinkedHashMap<>();

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
    Home.existingFile(spec, "--config", config);
    if (parallelism < 1) {
      throw Home.refused(spec, "--parallelism", "a positive number", parallelism);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, new Configuration());
    PoseStreamJob job = wired(env);
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %s from %s, model %s; Ctrl-C stops%n",
            job.settings().jobName(),
            job.settings().kafka().framesTopic(),
            job.settings().kafka().bootstrapServers(),
            job.settings().model());
    env.execute(job.settings().jobName());
    return 0;
  }

  private PoseStreamJob wired(StreamExecutionEnvironment env) {
    try {
      Configuration settings = JobConfigFile.read(config, overrides);
      Path model = JobSettings.of(settings).model();
      // The file's default is relative to the project, wherever the command is called from.
      if (!Files.isDirectory(model)) {
        settings.set(JobOptions.INFERENCE_MODEL, Home.resolve(model.toString()).toString());
      }
      JobSettings.of(settings)
          .sceneModel()
          .filter(scene -> !Files.isDirectory(scene))
          .ifPresent(
              scene ->
                  settings.set(
                      JobOptions.INFERENCE_SCENE_MODEL, Home.resolve(scene.toString()).toString()));
      PoseStreamJob job = new PoseStreamJob(settings);
      job.wire(env);
      return job;
    } catch (ConfigException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
