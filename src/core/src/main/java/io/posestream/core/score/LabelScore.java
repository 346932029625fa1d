package io.posestream.core.score;

/**
 * The probability of one class.
 *
 * @param label the class
 * @param probability in 0..1
 */
public record LabelScore(String label, float probability) {}
