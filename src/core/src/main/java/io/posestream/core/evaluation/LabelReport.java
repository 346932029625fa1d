package io.posestream.core.evaluation;

/**
 * How well one action is told.
 *
 * @param label the action
 * @param figures of it alone
 */
public record LabelReport(String label, Figures figures) {}
