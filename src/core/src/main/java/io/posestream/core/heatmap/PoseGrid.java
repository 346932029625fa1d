package io.posestream.core.heatmap;

import io.posestream.core.heatmap.Preprocessing.JointScores;
import io.posestream.core.pose.PoseSequence;
import java.util.Arrays;

/**
 * The poses of one recording on their way through the pipeline, with the image they lie in.
 *
 * <p>Mutable scratch: owned by one {@link VolumeBuilder}, which loads it anew for every recording;
 * arrays grow to the largest recording seen and are longer than the poses they hold.
 */
final class PoseGrid {
  /** x and y in pixels of the current image, [M, F, V, 2]. */
  float[] coordinates = new float[0];

  /** Scores, [M, F, V]. */
  float[] scores = new float[0];

  int persons;
  int frames;
  int joints;

  /** Height of the current image in pixels. */
  int height;

  /** Width of the current image in pixels. */
  int width;

  /** Left edge of the current image in pixels of the original one, before it is scaled. */
  int left;

  /** Top edge, likewise. */
  int top;

  /** The current image as a part of the original one. */
  CropQuadruple crop = CropQuadruple.WHOLE;

  void load(PoseSequence poses, JointScores jointScores) {
    persons = poses.persons();
    frames = poses.frames();
    joints = poses.joints();
    height = poses.height();
    width = poses.width();
    left = 0;
    top = 0;
    crop = CropQuadruple.WHOLE;
    if (scores.length < points()) {
      scores = new float[points()];
      coordinates = new float[2 * points()];
    }
    poses.copyCoordinatesTo(coordinates);
    switch (jointScores) {
      case PEAK -> poses.copyScoresTo(scores);
      case IGNORED -> Arrays.fill(scores, 0, points(), 1f);
    }
  }

  /** Returns the number of points, M * F * V. */
  int points() {
    return persons * frames * joints;
  }

  /** Returns the index of the first joint of a person in a frame. */
  int pose(int person, int frame) {
    return (person * frames + frame) * joints;
  }

  float x(int point) {
    return coordinates[2 * point];
  }

  float y(int point) {
    return coordinates[2 * point + 1];
  }
}
