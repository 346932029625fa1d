package io.posestream.core.window;

import io.posestream.core.pose.PoseFrame;
import java.util.List;

/**
 * Tells frames of a clock that was set back from frames that come late.
 *
 * <p>Frames behind the allowed disorder are in doubt if their windows are closed, or if their
 * numbers contradict their times: one of two frames is older, but its number is higher. Numbers
 * that contradict prove, with the third frame that agrees, that the clock was set back. If the
 * numbers begin again together with the time, the frames look like late ones, which may come in a
 * row; then they must go on for the length of a window.
 */
final class SetBack {
  // As many as for the other breaks in a stream: one or two bad frames change nothing.
  private static final int CONFIRMED = 3;

  private final AssemblyPolicy policy;

  SetBack(AssemblyPolicy policy) {
    this.policy = policy;
  }

  /** Returns whether a frame may be of a clock that was set back. */
  boolean isSuspect(PoseFrame frame, CameraClock clock, FrameBuffer frames) {
    return clock.started()
        && clock.newestMicros() - frame.timeMicros() > 1000 * policy.maxOutOfOrdernessMillis()
        && (isLate(frame, clock) || contradicts(frame, clock, frames));
  }

  /** Returns whether all windows of a frame are closed. */
  boolean isLate(PoseFrame frame, CameraClock clock) {
    return policy.grid().lastEndContaining(frame.timeMillis(), frame.camera())
        <= clock.closedThroughMillis();
  }

  /**
   * Returns whether the clock was set back.
   *
   * @param newest the last of the frames in doubt
   * @param clock before they came
   * @param memory with all of them
   */
  boolean isProven(PoseFrame newest, CameraClock clock, CameraMemory memory) {
    int length = clock.discontinuity().length();
    return length >= CONFIRMED
        && (contradicts(newest, clock, memory.frames())
            || length >= policy.limits().maxFrames()
            || spanMicros(memory.doubtful()) >= 1000 * policy.grid().lengthMillis());
  }

  private static long spanMicros(FrameBuffer doubtful) {
    List<BufferedFrame> run = doubtful.inOrder();
    return run.get(run.size() - 1).frame().timeMicros() - run.get(0).frame().timeMicros();
  }

  private static boolean contradicts(PoseFrame frame, CameraClock clock, FrameBuffer frames) {
    return frame.number() > clock.newestNumber()
        || frames.inOrder().stream().anyMatch(other -> contradict(frame, other.frame()));
  }

  private static boolean contradict(PoseFrame one, PoseFrame other) {
    return Long.compare(one.number(), other.number())
        != Long.compare(one.timeMicros(), other.timeMicros());
  }
}
