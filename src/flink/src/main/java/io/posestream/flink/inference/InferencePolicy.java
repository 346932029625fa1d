package io.posestream.flink.inference;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * When clips are scored, and which.
 *
 * @param batching how long clips wait for each other
 * @param sceneScore probability, in 0..1, of anything but the reject label that a scene must have
 *     for its persons and pairs to be scored; 0 scores them always
 * @param maxLag behind the wall clock beyond which whole windows are dropped; zero drops none
 * @param pictureFolder below which the references of pictures lie; empty if none is followed
 * @param secondLooks most persons and pairs of a window who get a clip of their own after a model
 *     with heads saw something in them; 0 gives none
 */
public record InferencePolicy(
    BatchPolicy batching, double sceneScore, Duration maxLag, String pictureFolder, int secondLooks)
    implements Serializable {
  /** The defaults of the job. */
  public static final InferencePolicy DEFAULTS =
      new InferencePolicy(BatchPolicy.DEFAULTS, 0, Duration.ZERO, "", 4);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting, the range and the value
   */
  public InferencePolicy {
    if (!(sceneScore >= 0 && sceneScore <= 1)) {
      throw new IllegalArgumentException("scene-score: expected 0..1, got " + sceneScore);
    }
    if (maxLag.isNegative()) {
      throw new IllegalArgumentException("max-lag: expected no negative time, got " + maxLag);
    }
    if (secondLooks < 0) {
      throw new IllegalArgumentException(
          "second-looks: expected no negative number of clips, got " + secondLooks);
    }
  }

  /** Returns this policy with another batching. */
  public InferencePolicy withBatching(BatchPolicy changed) {
    return new InferencePolicy(changed, sceneScore, maxLag, pictureFolder, secondLooks);
  }

  /** Returns this policy with another least score of scenes. */
  public InferencePolicy withSceneScore(double changed) {
    return new InferencePolicy(batching, changed, maxLag, pictureFolder, secondLooks);
  }

  /** Returns this policy with another longest lag. */
  public InferencePolicy withMaxLag(Duration changed) {
    return new InferencePolicy(batching, sceneScore, changed, pictureFolder, secondLooks);
  }

  /** Returns this policy with another folder of pictures. */
  public InferencePolicy withPictureFolder(String changed) {
    return new InferencePolicy(batching, sceneScore, maxLag, changed, secondLooks);
  }

  /** Returns this policy with another number of second looks in a window. */
  public InferencePolicy withSecondLooks(int changed) {
    return new InferencePolicy(batching, sceneScore, maxLag, pictureFolder, changed);
  }

  PictureDecoder pictureDecoder() {
    return new PictureDecoder(
        Optional.of(pictureFolder).filter(folder -> !folder.isEmpty()).map(Path::of));
  }
}
