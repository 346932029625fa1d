package io.posestream.core.window;

import io.posestream.core.picture.Picture;

/**
 * A picture that waits for its windows to complete.
 *
 * @param timeMicros event time of its frame
 * @param picture as the frame carried it
 */
public record KeptPicture(long timeMicros, Picture picture) {}
