package io.posestream.core.window;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.track.CameraTracks;
import java.util.List;

/**
 * Brings the frames of a window, and what is remembered of its tracks, to the picture size of the
 * newest frame, so that a camera that changes its resolution moves nobody.
 */
final class OneSize {
  private OneSize() {}

  /**
   * Returns the frames in the size of the last.
   *
   * @param frames at least one, ascending
   */
  static List<BufferedFrame> frames(List<BufferedFrame> frames) {
    PoseFrame newest = frames.get(frames.size() - 1).frame();
    if (frames.stream().allMatch(one -> one.frame().hasSizeOf(newest))) {
      return frames;
    }
    return frames.stream()
        .map(
            one ->
                new BufferedFrame(
                    one.frame().scaledTo(newest.width(), newest.height()), one.arrival()))
        .toList();
  }

  /**
   * Returns tracks in the size of the last frame. They are in that of the last frame that was
   * looked at, if the window still holds it.
   *
   * @param frames at least one, ascending, as they came
   */
  static CameraTracks tracks(CameraTracks tracks, List<BufferedFrame> frames) {
    PoseFrame newest = frames.get(frames.size() - 1).frame();
    PoseFrame known = newest;
    for (BufferedFrame one : frames) {
      if (one.frame().timeMicros() < tracks.throughMicros()) {
        known = one.frame();
      }
    }
    return known.hasSizeOf(newest)
        ? tracks
        : tracks.scaled(
            (float) newest.width() / known.width(), (float) newest.height() / known.height());
  }
}
