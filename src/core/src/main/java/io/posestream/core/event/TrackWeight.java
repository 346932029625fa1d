package io.posestream.core.event;

/**
 * How much a track had to do with an action.
 *
 * @param trackId the tracker's id
 * @param weight its share in the action, summed over windows by their probability
 */
public record TrackWeight(String trackId, double weight) {}
