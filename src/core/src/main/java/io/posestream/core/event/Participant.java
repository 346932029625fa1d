package io.posestream.core.event;

import io.posestream.core.pose.BoundingBox;
import java.util.List;
import java.util.Optional;

/**
 * One track that was in the clip of an event.
 *
 * @param trackId the id of the track
 * @param share of the action, in 0..1; absent where it is not known
 * @param box in the last frame of the window that shows the track, in pixels
 * @param zones in which the track was for most of the window
 */
public record Participant(
    String trackId, Optional<Float> share, Optional<BoundingBox> box, List<String> zones) {
  /** Copies the zones in. */
  public Participant {
    zones = List.copyOf(zones);
  }

  /** Creates a participant who is in no zone; see the record. */
  public Participant(String trackId, Optional<Float> share, Optional<BoundingBox> box) {
    this(trackId, share, box, List.of());
  }
}
