package io.posestream.core.heatmap;

import io.posestream.core.picture.PicturePreprocessing;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.FrameSampling;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The test-time pipeline of a model, from a recording to its volumes.
 *
 * @param dialect the code base whose sampler and score threshold apply
 * @param clipLength frames per clip, T
 * @param clips number of clips sampled from one recording, C
 * @param flip whether mirrored views follow the plain ones
 * @param compaction parameters of PoseCompact
 * @param resize scaling of the compacted image
 * @param centerCrop side of the centre crop in pixels, if any
 * @param sigma of the Gaussians, in heatmap pixels
 * @param scaling of the heatmap against the resized image
 * @param jointScores whether a joint's score is its peak
 * @param sampling how frames of a recorded clip are chosen
 * @param pictures how the model takes pictures, if it takes any
 */
public record Preprocessing(
    Dialect dialect,
    int clipLength,
    int clips,
    Flip flip,
    Compaction compaction,
    ResizeRule resize,
    OptionalInt centerCrop,
    double sigma,
    double scaling,
    JointScores jointScores,
    FrameSampling sampling,
    Optional<PicturePreprocessing> pictures) {
  /** Whether mirrored views follow the plain ones. */
  public enum Flip {
    /** Plain views only. */
    NONE,
    /** Every clip once more, mirrored, with left and right channels swapped. */
    MIRRORED
  }

  /** What the peak of a joint's Gaussian is. */
  public enum JointScores {
    /** The joint's score. */
    PEAK,
    /** One for every joint. */
    IGNORED
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the parameter, the range and the value
   */
  public Preprocessing {
    require(clipLength > 0, "clip-length", "a positive number of frames", clipLength);
    require(clips > 0, "num-clips", "a positive number of clips", clips);
    require(sigma > 0 && sigma < 100, "sigma", "a number in (0, 100)", sigma);
    require(scaling > 0 && scaling <= 16, "scaling", "a number in (0, 16]", scaling);
    require(
        centerCrop.isEmpty() || centerCrop.getAsInt() > 0,
        "center-crop",
        "a positive number of pixels",
        centerCrop);
    require(pictures.isEmpty() || flip == Flip.NONE, "flip", "false for a model of pictures", flip);
  }

  /** A pipeline that samples as the reference does. */
  public Preprocessing(
      Dialect dialect,
      int clipLength,
      int clips,
      Flip flip,
      Compaction compaction,
      ResizeRule resize,
      OptionalInt centerCrop,
      double sigma,
      double scaling,
      JointScores jointScores) {
    this(
        dialect,
        clipLength,
        clips,
        flip,
        compaction,
        resize,
        centerCrop,
        sigma,
        scaling,
        jointScores,
        FrameSampling.REFERENCE);
  }

  /** A pipeline without pictures. */
  public Preprocessing(
      Dialect dialect,
      int clipLength,
      int clips,
      Flip flip,
      Compaction compaction,
      ResizeRule resize,
      OptionalInt centerCrop,
      double sigma,
      double scaling,
      JointScores jointScores,
      FrameSampling sampling) {
    this(
        dialect,
        clipLength,
        clips,
        flip,
        compaction,
        resize,
        centerCrop,
        sigma,
        scaling,
        jointScores,
        sampling,
        Optional.empty());
  }

  /** Returns this pipeline with Gaussians of another width. */
  public Preprocessing withSigma(double changed) {
    return new Preprocessing(
        dialect,
        clipLength,
        clips,
        flip,
        compaction,
        resize,
        centerCrop,
        changed,
        scaling,
        jointScores,
        sampling,
        pictures);
  }

  private static void require(boolean holds, String parameter, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(parameter, expected, found));
    }
  }

  /**
   * Returns the frames of a recorded clip that make its volumes, one clip after the other.
   *
   * @param totalFrames frames of the recording, positive
   * @return {@link #sampledFrames} numbers in [0, totalFrames)
   * @throws IllegalArgumentException if there is no frame
   */
  public int[] sample(int totalFrames) {
    return sampling.sample(dialect, totalFrames, clipLength, clips);
  }

  /**
   * Returns the frames of a recorded clip whose pictures the model takes, one clip after the other.
   *
   * @param totalFrames frames of the recording, positive
   * @return numbers in [0, totalFrames); none if the model takes no pictures
   * @throws IllegalArgumentException if there is no frame
   */
  public int[] samplePictures(int totalFrames) {
    return pictures
        .map(each -> each.sample(sampling, dialect, totalFrames, clips))
        .orElseGet(() -> new int[0]);
  }

  /** Returns the number of frames a sampled sequence has: clip length times clips. */
  public int sampledFrames() {
    return clipLength * clips;
  }

  /** Returns the number of views: clips, twice as many with flip. */
  public int views() {
    return flip == Flip.MIRRORED ? 2 * clips : clips;
  }
}
