package io.posestream.core.event;

/**
 * The probability of an action over its life, each in 0..1.
 *
 * @param current in the window of this step
 * @param peak highest since the start
 * @param mean over the action's windows
 */
public record Confidence(float current, float peak, float mean) {}
