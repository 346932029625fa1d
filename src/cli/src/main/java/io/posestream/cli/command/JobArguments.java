package io.posestream.cli.command;

import io.posestream.job.config.BundleFolders;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.start.StartingPoint.Wish;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The arguments with the settings of the job. */
final class JobArguments {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "File with the settings of the job, such as conf/job.yaml.")
  private Path config;

  @Option(names = "-D", paramLabel = "key=value", description = "Overrides a setting of the file.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--fresh",
      description = "Start without state, whatever checkpoints there are of the job's group.")
  private boolean fresh;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  JobArguments() {}

  /**
   * Returns the settings.
   *
   * @throws io.posestream.job.config.ConfigException naming the setting, the value and what was
   *     expected
   */
  Configuration settings() {
    Configuration settings =
        JobConfigFile.read(Home.existingFile(spec, "--config", config), overrides);
    BundleFolders.makeAbsolute(settings, Home.resolve(""));
    return settings;
  }

  /** Returns whether the job goes on from the state it kept. */
  Wish wish() {
    return fresh ? Wish.FRESH : Wish.CONTINUE;
  }
}
