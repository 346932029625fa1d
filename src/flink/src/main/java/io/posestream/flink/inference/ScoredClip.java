package io.posestream.flink.inference;

import io.posestream.core.model.ClipScores;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;

/**
 * A clip and a model's answer to it.
 *
 * @param clip the clip
 * @param served the model
 * @param scores its answer
 */
record ScoredClip(Clip clip, ServedModel served, ClipScores scores) {
  /** Returns what leaves the operator; reads the class activation map. */
  WindowScores answer() {
    return WindowScores.of(
        clip,
        served.labels(),
        scores.byClass(),
        served.model().description().reference(),
        served.activations().read(clip.poses(), scores));
  }
}
