package io.posestream.onnx.bundle;

/**
 * The names of what a network takes and returns for each person and pair of a scene.
 *
 * @param joints of the input of joints, float32 [persons, frames, joints, 3]: x and y in heatmap
 *     pixels, and the score, 0 if absent
 * @param pairs of the input of pairs, int64 [pairs, 2]: two rows of the joints
 * @param persons of the output with one score per person and class
 * @param pairScores of the output with one score per pair and class
 */
public record CrowdHeads(String joints, String pairs, String persons, String pairScores) {}
