package io.posestream.evaluation.measure;

/**
 * How large and how fast a track was for a while.
 *
 * @param trackId the tracker's id
 * @param size mean area of its joints' box, in square pixels
 * @param speed mean distance its joints cover, in pixels per second
 */
public record TrackMotion(String trackId, double size, double speed) {}
