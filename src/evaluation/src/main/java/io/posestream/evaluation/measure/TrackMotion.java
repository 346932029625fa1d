package io.posestream.evaluation.measure;

/**
 * Size and speed of a track in an interval.
 *
 * @param trackId the tracker's id
 * @param size mean area of the box around its joints, in square pixels
 * @param speed mean speed of its joints, in pixels per second
 */
public record TrackMotion(String trackId, double size, double speed) {}
