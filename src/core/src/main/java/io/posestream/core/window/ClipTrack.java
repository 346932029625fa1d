package io.posestream.core.window;

import io.posestream.core.pose.BoundingBox;
import java.util.List;
import java.util.Optional;

/**
 * One track of a clip.
 *
 * @param trackId the id of the track
 * @param frames frames of the window in which it was seen
 * @param box in the last of them, in pixels; absent if that pose had no joint
 * @param zones of the camera in which its feet were in most of them, in the camera's order
 */
public record ClipTrack(String trackId, int frames, Optional<BoundingBox> box, List<String> zones) {
  /** Copies the zones in. */
  public ClipTrack {
    zones = List.copyOf(zones);
  }

  /** Creates a track that is in no zone; see the record. */
  public ClipTrack(String trackId, int frames, Optional<BoundingBox> box) {
    this(trackId, frames, box, List.of());
  }
}
