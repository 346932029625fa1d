package io.posestream.core.window;

import io.posestream.core.pose.PoseSequence;
import java.util.List;

/**
 * The sampled frames of one window for one subject: keypoints, never heatmaps.
 *
 * <p>A clip may also be word of a window that has none, see {@link #showsNobody}; it travels among
 * the others, so that its place among them is the same in every replay.
 *
 * @param subject whom it shows
 * @param window the interval it was cut from
 * @param poses the sampled frames, persons in the order of {@code tracks}
 * @param tracks everybody in the clip
 * @param quality what it rests on
 * @param traceparent W3C trace context of the frame that completed the window, empty if none
 */
public record Clip(
    Subject subject,
    Window window,
    PoseSequence poses,
    List<ClipTrack> tracks,
    Quality quality,
    String traceparent) {
  /** Copies the tracks in. */
  public Clip {
    tracks = List.copyOf(tracks);
  }

  /**
   * Returns word of a window that gives no clip, so that what went on before can be seen to be
   * over.
   *
   * @param camera whose window it is
   * @param window the interval
   * @param frames of the window; 0 for a camera that has been silent for that long
   */
  static Clip ofNobody(String camera, Window window, int frames) {
    return new Clip(
        Subject.scene(camera),
        window,
        new PoseSequence(0, 0, 1, new float[0], new float[0], 1, 1),
        List.of(),
        new Quality(frames, frames, 0, 0),
        "");
  }

  /** Returns whether it is only word of a window without a clip; no model takes it. */
  public boolean showsNobody() {
    return tracks.isEmpty();
  }
}
