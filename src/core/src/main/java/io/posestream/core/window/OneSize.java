package io.posestream.core.window;

import io.posestream.core.pose.PictureMapping;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.track.CameraTracks;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of a window, and what is remembered of its tracks, in the picture size of the newest
 * frame, so that a camera that changes its resolution moves nobody.
 *
 * @param frames ascending, all of one size
 * @param tracks in the same size
 */
record OneSize(List<BufferedFrame> frames, CameraTracks tracks) {
  /**
   * Brings frames and tracks to one size. The tracks are in that of the last frame that was looked
   * at, if the window still holds it.
   *
   * @param frames at least one, ascending, as they came
   */
  static OneSize of(List<BufferedFrame> frames, CameraTracks tracks) {
    PoseFrame newest = frames.get(frames.size() - 1).frame();
    if (frames.stream().allMatch(one -> one.frame().hasSizeOf(newest))) {
      return new OneSize(frames, tracks);
    }
    PictureMapping[] mappings = mappings(frames);
    PictureMapping known = PictureMapping.IDENTITY;
    List<BufferedFrame> mapped = new ArrayList<>(frames.size());
    for (int i = 0; i < frames.size(); i++) {
      BufferedFrame one = frames.get(i);
      mapped.add(mapped(one, newest, mappings[i]));
      if (one.frame().timeMicros() < tracks.throughMicros()) {
        known = mappings[i];
      }
    }
    return new OneSize(mapped, tracks.in(known));
  }

  /** Returns the way of each frame's points to the last frame, by the frames between. */
  private static PictureMapping[] mappings(List<BufferedFrame> frames) {
    PictureMapping[] mappings = new PictureMapping[frames.size()];
    PoseFrame next = frames.get(frames.size() - 1).frame();
    PictureMapping toLast = PictureMapping.IDENTITY;
    for (int i = mappings.length - 1; i >= 0; i--) {
      PoseFrame frame = frames.get(i).frame();
      toLast = PictureMapping.between(frame, next).then(toLast);
      mappings[i] = toLast;
      next = frame;
    }
    return mappings;
  }

  private static BufferedFrame mapped(BufferedFrame one, PoseFrame newest, PictureMapping mapping) {
    return one.frame().hasSizeOf(newest)
        ? one
        : new BufferedFrame(
            one.frame().in(newest.width(), newest.height(), mapping), one.arrival());
  }
}
