package io.posestream.core.event;

import io.posestream.core.pose.BoundingBox;
import java.util.Optional;

/**
 * One track that was in the clip of an event.
 *
 * @param trackId the tracker's id
 * @param share of the action, in 0..1; absent where it is not known
 * @param box in the last frame of the window that shows the track, in pixels
 */
public record Participant(String trackId, Optional<Float> share, Optional<BoundingBox> box) {}
