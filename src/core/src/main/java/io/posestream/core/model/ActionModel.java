package io.posestream.core.model;

import io.posestream.core.pose.PoseSequence;
import java.util.ArrayList;
import java.util.List;

/**
 * An action model that is open and ready: sampled poses in, class probabilities out.
 *
 * <p>{@link #score} may be called from several threads; {@link #close} must not overlap a call.
 */
public interface ActionModel extends AutoCloseable {
  /** Returns what the model's manifest says. */
  ModelDescription description();

  /**
   * Scores clips.
   *
   * @param clips sampled poses, each of clip length x number of clips frames in the model's layout
   * @return one answer per clip, in the same order
   * @throws IllegalArgumentException if a clip has another number of frames or joints
   * @throws ModelFailedException if the device or the runtime fails
   */
  List<ClipScores> score(List<PoseSequence> clips);

  /**
   * Scores crowds: a model with heads for each runs once for a crowd, any other once for a group.
   *
   * @param crowds sampled poses, as {@link #score} takes them
   * @return an answer for each group of each crowd, in the same order
   * @throws IllegalArgumentException if a crowd has another number of frames or joints
   * @throws ModelFailedException if the device or the runtime fails
   */
  default List<List<ClipScores>> scoreCrowds(List<Crowd> crowds) {
    List<List<ClipScores>> answers = new ArrayList<>();
    for (Crowd crowd : crowds) {
      answers.add(score(crowd.groups().stream().map(crowd::posesOf).toList()));
    }
    return answers;
  }

  /**
   * Returns whether clips scored in one call cost less than the same clips one by one. If not, no
   * clip should wait for others.
   */
  default boolean gainsFromBatches() {
    return true;
  }

  /**
   * Scores clips, some of them with pictures; a model that looks at poses alone leaves them aside.
   *
   * @param clips as above; with pictures, as many as the model takes
   * @return one answer per clip, in the same order
   * @throws IllegalArgumentException if a clip has another number of frames, joints or pictures, or
   *     has no pictures and the model cannot do without
   * @throws ModelFailedException if the device or the runtime fails
   */
  default List<ClipScores> scorePictured(List<PicturedPoses> clips) {
    return score(clips.stream().map(PicturedPoses::poses).toList());
  }

  /** Releases this handle; safe to call twice. */
  @Override
  void close();
}
