package io.posestream.evaluation.measure;

/**
 * How well one action is told.
 *
 * @param label the action
 * @param figures of it alone
 */
public record LabelReport(String label, Figures figures) {}
