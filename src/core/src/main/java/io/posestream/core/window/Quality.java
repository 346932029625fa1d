package io.posestream.core.window;

/**
 * What a clip rests on.
 *
 * @param framesUsed frames of the window in which the subject was seen
 * @param framesExpected frames the window would hold at the camera's frame rate, at least {@code
 *     framesUsed}
 * @param lateFrames frames of the window that arrived out of order and still counted
 * @param meanKeypointScore mean score of the joints that are present, in 0..1
 */
public record Quality(
    int framesUsed, int framesExpected, int lateFrames, float meanKeypointScore) {}
