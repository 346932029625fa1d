package io.posestream.cli.command;

import io.posestream.core.model.ModelDescription.PictureNeed;
import io.posestream.core.picture.PictureIntake;
import io.posestream.estimator.picture.SentPictures;
import io.posestream.estimator.source.SourceSettings;
import io.posestream.job.config.FrameOptions;
import io.posestream.job.config.InferenceOptions;
import io.posestream.onnx.bundle.Bundle;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The pictures of a demo: its frames carry them if one of its models looks at them. */
final class DemoPictures {
  private DemoPictures() {}

  /**
   * Lets the job use pictures if one of its models looks at them and the user did not decide.
   *
   * @param settings of the job, with its models
   * @throws io.posestream.onnx.bundle.BundleException if a bundle is not as it should be
   */
  static void decide(Map<String, String> settings) {
    boolean looked =
        Stream.of(InferenceOptions.MODEL, InferenceOptions.SCENE_MODEL)
            .map(option -> settings.get(option.key()))
            // Without a model of their own scenes are scored by that of persons.
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Bundle.read(Path.of(folder)))
            .anyMatch(bundle -> bundle.description().pictures() != PictureNeed.NONE);
    if (looked) {
      settings.putIfAbsent(FrameOptions.PICTURES.key(), PictureIntake.USED.name());
    }
  }

  /** Returns whether the job uses pictures. */
  static boolean used(Map<String, String> settings) {
    return PictureIntake.USED.name().equalsIgnoreCase(settings.get(FrameOptions.PICTURES.key()));
  }

  /** Returns how pictures are taken from a source: some go with their frames if they are used. */
  static SourceSettings sources(SourceSettings plain, Map<String, String> settings) {
    return used(settings) ? plain.withSent(SentPictures.DEFAULTS) : plain;
  }
}
