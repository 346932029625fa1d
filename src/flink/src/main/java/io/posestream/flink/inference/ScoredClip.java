package io.posestream.flink.inference;

import io.posestream.core.model.ClipScores;
import io.posestream.core.score.HeadReader.Head;
import io.posestream.core.score.LabelEvidence;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Clip;
import java.util.List;

/**
 * A clip and a model's answer to it.
 *
 * @param clip the clip
 * @param served the model
 * @param scores its answer
 * @param heads the persons and pairs that the same run answered, if the clip is of their scene
 */
record ScoredClip(Clip clip, ServedModel served, ClipScores scores, List<Head> heads) {
  ScoredClip(Clip clip, ServedModel served, ClipScores scores) {
    this(clip, served, scores, List.of());
  }

  /** Returns what leaves the operator; reads the class activation map, or the heads. */
  WindowScores answer() {
    return WindowScores.of(
        clip,
        served.labels(),
        scores.byClass(),
        served.model().description().reference(),
        evidence());
  }

  private List<LabelEvidence> evidence() {
    return heads.isEmpty()
        ? served.activations().read(clip.poses(), scores)
        : served.heads().read(scores.byClass(), clip.tracks().size(), heads);
  }
}
