package io.posestream.view.picture;

/**
 * The probability of a label at an instant.
 *
 * @param millis in the middle of its window
 * @param probability 0..1
 */
public record Moment(double millis, double probability) {}
