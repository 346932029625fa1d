package io.posestream.evaluation.measure;

/**
 * The figures of one label.
 *
 * @param label the label
 * @param figures its figures
 */
public record LabelReport(String label, Figures figures) {}
