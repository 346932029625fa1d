package io.posestream.formats.clipfile;

import io.posestream.core.pose.PoseSequence;
import java.util.Arrays;

/**
 * A clip as it was recorded: all frames, before sampling.
 *
 * @param name the annotation's {@code frame_dir}
 * @param poses all frames of all persons
 */
public record RecordedClip(String name, PoseSequence poses) {
  /** Returns the scores of joints whose file has none: 1 each, as the reference takes them. */
  static float[] fullScores(int joints) {
    float[] scores = new float[joints];
    Arrays.fill(scores, 1);
    return scores;
  }
}
