package io.posestream.core.track;

/**
 * What a tracker's id stands for, from an instant on.
 *
 * @param trackerId the id the tracker gives
 * @param fromMicros event time in microseconds, inclusive
 * @param trackId the track it is
 */
public record Alias(String trackerId, long fromMicros, String trackId) {}
