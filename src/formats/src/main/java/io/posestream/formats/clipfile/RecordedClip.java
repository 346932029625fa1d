package io.posestream.formats.clipfile;

import io.posestream.core.pose.PoseSequence;
import java.util.Arrays;

/**
 * A recorded clip with all its frames, before sampling.
 *
 * @param name the annotation's {@code frame_dir}
 * @param poses all frames of all persons
 */
public record RecordedClip(String name, PoseSequence poses) {
  /** Returns scores of 1, which the reference assumes for a file without scores. */
  static float[] fullScores(int joints) {
    float[] scores = new float[joints];
    Arrays.fill(scores, 1);
    return scores;
  }
}
