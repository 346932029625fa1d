package io.posestream.formats.dialect;

import io.posestream.core.pose.KeypointLayout;
import java.util.Optional;

/**
 * What a user says of messages that do not say it themselves; nothing of this is guessed from
 * numbers.
 *
 * @param layout of the joints; without it what the message names, else the dialect's own
 * @param unit of the coordinates; without it the dialect's own
 * @param size of the picture; without it what the message says
 */
public record Declaration(
    Optional<KeypointLayout> layout, Optional<Unit> unit, Optional<ImageSize> size) {
  /** Says nothing. */
  public static final Declaration NONE =
      new Declaration(Optional.empty(), Optional.empty(), Optional.empty());
}
