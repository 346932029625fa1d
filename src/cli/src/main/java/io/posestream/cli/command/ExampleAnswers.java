package io.posestream.cli.command;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.PicturedPoses;
import io.posestream.core.picture.PictureClip;
import io.posestream.core.pose.PoseSequence;
import io.posestream.formats.clipfile.ClipFileException;
import io.posestream.formats.clipfile.ExampleFile;
import io.posestream.formats.clipfile.RecordedClip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Compares the answers of a model with those recorded after its training. */
final class ExampleAnswers {
  /** File beside the manifest; not every bundle has it. */
  static final String FILE = "examples.jsonl";

  private static final String RECORDED_IN = "fp32";
  // Maximum difference of a probability: in the recorded precision, where only the computation
  // differs, and in another precision.
  private static final double TOLERANCE = 1e-3;
  private static final double OTHER_TOLERANCE = 0.15;

  private ExampleAnswers() {}

  /**
   * Compares a model's answers with those recorded in the folder of its bundle.
   *
   * @return the largest difference of a probability; empty if the folder has no examples
   * @throws CommandFailedException if an answer is missing, or differs by more than 0.001 (0.15 in
   *     another precision than fp32)
   */
  static OptionalDouble largestDifference(Path folder, ActionModel model) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return OptionalDouble.empty();
    }
    boolean same = model.description().precision().equals(RECORDED_IN);
    double tolerance = same ? TOLERANCE : OTHER_TOLERANCE;
    double largest = 0;
    for (ExampleFile.Example example : ExampleFile.read(file)) {
      double difference = difference(example, score(example.clip(), model));
      if (!(difference <= tolerance)) {
        throw differs(file, example, tolerance, difference);
      }
      largest = Math.max(largest, difference);
    }
    return OptionalDouble.of(largest);
  }

  private static CommandFailedException differs(
      Path file, ExampleFile.Example example, double tolerance, double difference) {
    return new CommandFailedException(
        "%s: %s: expected the recorded answers to %s, got a difference of %.3g: %s"
            .formatted(
                file,
                example.clip().name(),
                tolerance,
                difference,
                "the network or its preprocessing is not the one that was trained"));
  }

  /**
   * Returns a model's probabilities for a recorded clip, sampled as in its test pipeline.
   *
   * @throws ClipFileException if the clip's joints, coordinates or scores are not what models take
   */
  static float[] score(RecordedClip recorded, ActionModel model) {
    return score(recorded.forModel(model.description().layout()).poses(), model);
  }

  /**
   * Returns a model's probabilities for poses in its layout, sampled as its test pipeline does.
   *
   * @param poses all frames of a clip
   */
  static float[] score(PoseSequence poses, ActionModel model) {
    return model.score(List.of(sampled(poses, model.description()))).get(0).probabilities();
  }

  /**
   * Returns a model's probabilities for poses in its layout and the pictures of the same clip.
   *
   * @param poses all frames of a clip
   * @param pictures those that the model takes, if there are any
   */
  static float[] score(PoseSequence poses, Optional<PictureClip> pictures, ActionModel model) {
    PicturedPoses shown = new PicturedPoses(sampled(poses, model.description()), pictures);
    return model.scorePictured(List.of(shown)).get(0).probabilities();
  }

  private static double difference(ExampleFile.Example example, float[] found) {
    List<Double> expected = example.probabilities();
    if (expected.size() != found.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - expected.get(i)));
    }
    return largest;
  }

  private static PoseSequence sampled(PoseSequence poses, ModelDescription description) {
    return poses.select(description.preprocessing().sample(poses.frames()));
  }
}
