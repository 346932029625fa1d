package io.posestream.core.track;

import io.posestream.core.pose.PoseFrame;
import java.util.List;

/**
 * Follows the persons of one camera through what their tracker does to them.
 *
 * <p>Frame by frame, in event time:
 *
 * <ul>
 *   <li>two ids that have changed places between two frames are changed back;
 *   <li>an id that jumps further than a body can leaves its track, and goes on as one of its own
 *       unless it continues another;
 *   <li>a new id that continues a lost track by place, size and pose takes its track over, unless
 *       another person or another track would fit nearly as well;
 *   <li>an id that comes back while another has taken over its track gets it back.
 * </ul>
 *
 * <p>All bounds are in body sizes, the longer side of the box around the joints, so that they hold
 * near and far. State is handed in and out; the class holds none and is thread-safe.
 */
public final class TrackLinker {
  private final LinkRules rules;

  /** Creates a linker under rules. */
  public TrackLinker(LinkRules rules) {
    this.rules = rules;
  }

  /**
   * What came of a look at some frames.
   *
   * @param tracks what is remembered from here on
   * @param forgotten how many tracks were more than may be remembered
   */
  public record Linked(CameraTracks tracks, int forgotten) {}

  /**
   * Looks at the frames that were not looked at yet.
   *
   * @param frames in ascending event time; those before {@link CameraTracks#throughMicros} are
   *     passed over
   * @param tracks what is remembered
   * @param throughMillis event time up to which frames are complete, exclusive
   * @param openMillis start of the oldest window that is still open; what ended before it goes
   */
  public Linked link(
      List<PoseFrame> frames, CameraTracks tracks, long throughMillis, long openMillis) {
    TrackBook book = new TrackBook(tracks);
    FrameFollower follower = new FrameFollower(book, rules);
    for (PoseFrame frame : frames) {
      if (frame.timeMicros() >= tracks.throughMicros()) {
        follower.follow(frame);
      }
    }
    return book.linked(
        1000 * throughMillis, 1000 * (openMillis - rules.maxGapMillis()), rules.maxTracks());
  }
}
