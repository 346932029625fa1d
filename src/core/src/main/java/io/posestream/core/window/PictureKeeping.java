package io.posestream.core.window;

import io.posestream.core.picture.Picture;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.AssemblyListener.Dropped;

/**
 * Keeps as many pictures of a camera as its clips can use, whatever its frame rate.
 *
 * <p>Event time is divided into stretches, as many in a window as a clip takes pictures; of each
 * the picture nearest to its middle stays. What stays does not depend on the order of arrival, so
 * that replays agree. A picture takes at most the bound's bytes, and so do all of them together
 * times their number. Thread-safe.
 */
final class PictureKeeping {
  private final int mostBytes;
  private final long stretchMicros;

  PictureKeeping(AssemblyPolicy policy) {
    mostBytes = policy.limits().maxPictureBytes();
    int taken = policy.forms().values().stream().mapToInt(ClipForm::allPictures).max().orElse(0);
    stretchMicros = taken == 0 ? 0 : Math.max(1, 1000 * policy.grid().lengthMillis() / taken);
  }

  /** Keeps a frame's picture, if it has one that is wanted. */
  void keep(PoseFrame frame, PictureBuffer buffer, AssemblyListener out) {
    if (stretchMicros > 0) {
      frame.picture().ifPresent(picture -> keep(frame.timeMicros(), picture, buffer, out));
    }
  }

  private void keep(long timeMicros, Picture picture, PictureBuffer buffer, AssemblyListener out) {
    if (picture.length() > mostBytes) {
      out.dropped(Dropped.PICTURE_OVER_BOUND);
      return;
    }
    long stretch = Math.floorDiv(timeMicros, stretchMicros);
    long away = awayFromMiddle(timeMicros, stretch);
    boolean nearest =
        buffer.at(stretch).map(kept -> isNearer(away, timeMicros, kept, stretch)).orElse(true);
    if (nearest) {
      buffer.put(stretch, new KeptPicture(timeMicros, picture));
    }
  }

  // Of two equally near the earlier one counts.
  private boolean isNearer(long away, long timeMicros, KeptPicture kept, long stretch) {
    long others = awayFromMiddle(kept.timeMicros(), stretch);
    return away < others || (away == others && timeMicros < kept.timeMicros());
  }

  private long awayFromMiddle(long timeMicros, long stretch) {
    return Math.abs(2 * (timeMicros - stretch * stretchMicros) - stretchMicros);
  }
}
