package io.posestream.cli.command;

import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.InferenceSettings;
import io.posestream.job.config.JobConfigFile;
import io.posestream.job.config.JobSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
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
    // Default paths are relative to the project, not to the current folder.
    InferenceSettings read = JobSettings.of(settings).inference();
    resolve(settings, InferenceOptions.MODEL, read.model());
    read.sceneModel().ifPresent(scene -> resolve(settings, InferenceOptions.SCENE_MODEL, scene));
    return settings;
  }

  private static void resolve(Configuration settings, ConfigOption<String> option, Path folder) {
    if (!Files.isDirectory(folder)) {
      settings.set(option, Home.resolve(folder.toString()).toString());
    }
  }
}
