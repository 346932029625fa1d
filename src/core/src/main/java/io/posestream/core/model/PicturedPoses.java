package io.posestream.core.model;

import io.posestream.core.picture.PictureClip;
import io.posestream.core.pose.PoseSequence;
import java.util.Optional;

/**
 * What a model is shown of one clip.
 *
 * @param poses the sampled poses
 * @param pictures of the same clip; its image and that of the poses may differ in size
 */
public record PicturedPoses(PoseSequence poses, Optional<PictureClip> pictures) {
  /** Returns a clip without pictures. */
  public static PicturedPoses without(PoseSequence poses) {
    return new PicturedPoses(poses, Optional.empty());
  }
}
