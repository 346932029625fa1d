package io.posestream.cli.command;

import io.posestream.estimator.EstimatorSettings;
import io.posestream.estimator.PoseEstimator;
import io.posestream.estimator.source.SourceSettings;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The arguments that say how pictures become poses. */
final class EstimatorArguments {
  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description =
          "Long side to which pictures are scaled: 256 for people near the camera, 384 and more for"
              + " people far away; default ${DEFAULT-VALUE}.")
  private int size = EstimatorSettings.DEFAULTS.size();

  @Option(
      names = "--rate",
      paramLabel = "F",
      description = "Most pictures a second; default ${DEFAULT-VALUE}.")
  private double rate = SourceSettings.DEFAULTS.rate();

  @Option(
      names = "--person-score",
      paramLabel = "P",
      description = "Score in 0..1 below which there is nobody; default ${DEFAULT-VALUE}.")
  private double leastPerson = EstimatorSettings.DEFAULTS.leastPerson();

  @Option(
      names = "--most-persons",
      paramLabel = "N",
      description = "How many people are kept, the best; default ${DEFAULT-VALUE}.")
  private int mostPersons = EstimatorSettings.DEFAULTS.mostPersons();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that share the work on a picture; default half of the processors.")
  private int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  @Option(
      names = "--estimator",
      paramLabel = "DIR",
      description = "Bundle of the estimator; default models/movenet-multipose.")
  private Path bundle = Home.resolve("models/movenet-multipose");

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  EstimatorArguments() {}

  PoseEstimator open() {
    Home.existingFolder(spec, "--estimator", bundle);
    return PoseEstimator.open(bundle, settings());
  }

  private EstimatorSettings settings() {
    try {
      return EstimatorSettings.DEFAULTS
          .withSize(size)
          .withLeastPerson(leastPerson)
          .withMostPersons(mostPersons)
          .withThreads(threads);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  SourceSettings sources() {
    try {
      return SourceSettings.DEFAULTS.withSize(size).withRate(rate);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
