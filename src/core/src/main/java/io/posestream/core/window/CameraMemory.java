package io.posestream.core.window;

/**
 * What is kept of one camera.
 *
 * @param frames of the open windows
 * @param doubtful frames far behind the newest: late ones, or the first after the clock was set
 *     back
 * @param tracks the camera's tracks
 */
public record CameraMemory(FrameBuffer frames, FrameBuffer doubtful, TrackStore tracks) {}
