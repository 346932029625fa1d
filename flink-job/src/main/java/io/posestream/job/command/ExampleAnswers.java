package io.posestream.job.command;

import io.posestream.core.model.ActionModel;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.pose.PoseSequence;
import io.posestream.job.clipfile.ExampleFile;
import io.posestream.job.clipfile.RecordedClip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** What a model answers to recorded clips, and whether it answers as where it was trained. */
final class ExampleAnswers {
  /** Beside the manifest of a bundle; not every bundle has one. */
  static final String FILE = "examples.jsonl";

  private static final String RECORDED_IN = "fp32";
  // Largest difference of a probability between two right ways to compute it, and to a network of
  // another precision.
  private static final double TOLERANCE = 1e-3;
  private static final double OTHER_TOLERANCE = 0.15;

  private ExampleAnswers() {}

  /**
   * Compares a model's answers with those in its bundle's folder.
   *
   * @return the largest difference of a probability, or nothing if the folder has no examples
   * @throws CommandFailedException if an answer is missing, or differs by more than 0.001, or by
   *     0.15 if the model runs in another precision than fp32
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
        throw new CommandFailedException(
            "%s: %s: expected the recorded answers to %s, got a difference of %.3g: %s"
                .formatted(
                    file,
                    example.clip().name(),
                    tolerance,
                    difference,
                    "the network or its preprocessing is not the one that was trained"));
      }
      largest = Math.max(largest, difference);
    }
    return OptionalDouble.of(largest);
  }

  /**
   * Returns a model's probabilities for a recorded clip, sampled as its test pipeline does.
   *
   * @throws CommandFailedException if the clip has another number of joints than the model takes
   */
  static float[] score(RecordedClip recorded, ActionModel model) {
    return model.score(List.of(sampled(recorded, model.description()))).get(0).probabilities();
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

  private static PoseSequence sampled(RecordedClip recorded, ModelDescription description) {
    PoseSequence poses = recorded.poses();
    if (poses.joints() != description.layout().joints()) {
      throw new CommandFailedException(
          "%s: expected %d joints (%s), got %d"
              .formatted(
                  recorded.name(),
                  description.layout().joints(),
                  description.layout().id(),
                  poses.joints()));
    }
    return poses.select(description.preprocessing().sample(poses.frames()));
  }
}
