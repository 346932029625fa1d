package io.posestream.core.window;

import io.posestream.core.pose.BoundingBox;
import java.util.Optional;

/**
 * One track of a clip.
 *
 * @param trackId the tracker's id
 * @param frames frames of the window in which it was seen
 * @param box in the last of them, in pixels; absent if that pose had no joint
 */
public record ClipTrack(String trackId, int frames, Optional<BoundingBox> box) {}
