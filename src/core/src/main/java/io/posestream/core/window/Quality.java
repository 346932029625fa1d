package io.posestream.core.window;

/**
 * What a clip rests on.
 *
 * @param framesUsed frames of the window in which the subject was seen
 * @param framesExpected frames the window would hold at the camera's frame rate, at least {@code
 *     framesUsed}
 * @param lateFrames frames of the window that arrived out of order and still counted
 * @param meanKeypointScore mean score of the joints that are present, in 0..1
 * @param idSwitchSuspected whether the tracker seems to have changed the id of somebody in the clip
 *     within the window
 */
public record Quality(
    int framesUsed,
    int framesExpected,
    int lateFrames,
    float meanKeypointScore,
    boolean idSwitchSuspected) {
  /** Creates the quality of a clip whose tracks kept their ids; see the record. */
  public Quality(int framesUsed, int framesExpected, int lateFrames, float meanKeypointScore) {
    this(framesUsed, framesExpected, lateFrames, meanKeypointScore, false);
  }
}
