package io.posestream.core.window;

/**
 * What is kept of one camera.
 *
 * @param frames of the open windows
 * @param doubtful frames far behind the newest: late ones, or the first after the clock was set
 *     back
 * @param tracks the camera's tracks
 * @param pictures of the open windows
 */
public record CameraMemory(
    FrameBuffer frames, FrameBuffer doubtful, TrackStore tracks, PictureBuffer pictures) {
  /** What is kept of a camera whose frames carry no pictures. */
  public CameraMemory(FrameBuffer frames, FrameBuffer doubtful, TrackStore tracks) {
    this(frames, doubtful, tracks, PictureBuffer.NONE);
  }
}
