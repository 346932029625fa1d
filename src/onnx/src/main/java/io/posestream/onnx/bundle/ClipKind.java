package io.posestream.onnx.bundle;

import io.posestream.core.model.PicturedPoses;
import java.util.Optional;

/** Which clips a member scores. */
public enum ClipKind {
  /** All of them. */
  EVERY,
  /** Those with pictures. */
  WITH_PICTURES,
  /** Those without, in the place of a member that needs pictures. */
  WITHOUT_PICTURES;

  /** Returns the kind of that id, if a manifest may name it. */
  static Optional<ClipKind> named(String id) {
    return switch (id) {
      case "every" -> Optional.of(EVERY);
      case "without-pictures" -> Optional.of(WITHOUT_PICTURES);
      default -> Optional.empty();
    };
  }

  /** Returns whether a clip is of this kind. */
  public boolean serves(PicturedPoses clip) {
    return switch (this) {
      case EVERY -> true;
      case WITH_PICTURES -> clip.pictures().isPresent();
      case WITHOUT_PICTURES -> clip.pictures().isEmpty();
    };
  }
}
