package io.posestream.formats.clipfile;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.pose.PoseUnits;
import java.util.Arrays;
import java.util.Optional;

/**
 * A recorded clip with all its frames, before sampling.
 *
 * @param name the annotation's {@code frame_dir}
 * @param poses all frames of all persons, as the file has them
 * @param layout of the joints, if the file declares it
 */
public record RecordedClip(String name, PoseSequence poses, Optional<KeypointLayout> layout) {
  /** Returns scores of 1, which the reference assumes for a file without scores. */
  static float[] fullScores(int joints) {
    float[] scores = new float[joints];
    Arrays.fill(scores, 1);
    return scores;
  }

  /** Returns this clip with the layout of a file that declares none. */
  public RecordedClip orLayout(Optional<KeypointLayout> declared) {
    return new RecordedClip(name, poses, layout.or(() -> declared));
  }

  /**
   * Returns the clip as a model with this layout takes it: joints that are no numbers are absent,
   * those of a layout that was declared are mapped.
   *
   * @throws ClipFileException if the joints are not those of the layout, the coordinates are
   *     normalised or the scores are far outside 0..1
   */
  public Usable forModel(KeypointLayout wanted) {
    KeypointLayout own = layout.orElse(wanted);
    requireJoints(own, wanted);
    float[] coordinates = new float[2 * points()];
    float[] scores = new float[points()];
    poses.copyCoordinatesTo(coordinates);
    poses.copyScoresTo(scores);
    int absent = clearWhatIsNoNumber(coordinates, scores);
    requireUnits(coordinates, scores);
    PoseSequence cleared = sequence(coordinates, scores);
    return new Usable(
        own == wanted ? cleared : cleared.toCoco17(own), absent, anyPresent(coordinates, scores));
  }

  /**
   * What a model can take of a clip.
   *
   * @param poses in the model's layout
   * @param absent how many joints were no numbers, and are absent
   * @param anybody whether any joint is present
   */
  public record Usable(PoseSequence poses, int absent, boolean anybody) {}

  private void requireJoints(KeypointLayout own, KeypointLayout wanted) {
    if (poses.persons() > 0 && poses.joints() != own.joints()) {
      throw refused(
          "expected %d joints (%s), got %d; a clip of other joints says so: \"layout\" is one of %s"
              .formatted(own.joints(), own.id(), poses.joints(), KeypointLayout.ids()));
    }
    if (own != wanted && wanted != KeypointLayout.COCO17) {
      throw refused(
          "expected joints of %s, got %s, which cannot be mapped to it"
              .formatted(wanted.id(), own.id()));
    }
  }

  private static int clearWhatIsNoNumber(float[] coordinates, float[] scores) {
    int absent = 0;
    for (int joint = 0; joint < scores.length; joint++) {
      float sum = coordinates[2 * joint] + coordinates[2 * joint + 1] + scores[joint];
      if (!Float.isFinite(sum)) {
        coordinates[2 * joint] = 0;
        coordinates[2 * joint + 1] = 0;
        scores[joint] = 0;
        absent++;
      }
    }
    return absent;
  }

  private void requireUnits(float[] coordinates, float[] scores) {
    if (PoseUnits.areNormalised(coordinates, scores, poses.width(), poses.height())) {
      throw refused(
          "expected pixel coordinates on an image of %dx%d, got all within 0..1 or near it: multiply"
                  .formatted(poses.width(), poses.height())
              + " x by the width and y by the height");
    }
    for (int joint = 0; joint < scores.length; joint++) {
      if (!PoseUnits.isScore(scores[joint])) {
        throw refused("expected joint scores in 0..1, got " + scores[joint]);
      }
      scores[joint] = Math.max(0, Math.min(1, scores[joint]));
    }
  }

  private static boolean anyPresent(float[] coordinates, float[] scores) {
    for (int joint = 0; joint < scores.length; joint++) {
      boolean placed = coordinates[2 * joint] != 0 || coordinates[2 * joint + 1] != 0;
      if (scores[joint] > 0 && placed) {
        return true;
      }
    }
    return false;
  }

  private int points() {
    return poses.persons() * poses.frames() * poses.joints();
  }

  private PoseSequence sequence(float[] coordinates, float[] scores) {
    return PoseSequence.owning(
        poses.persons(),
        poses.frames(),
        poses.joints(),
        coordinates,
        scores,
        poses.height(),
        poses.width());
  }

  private ClipFileException refused(String message) {
    return new ClipFileException(name + ": " + message);
  }
}
