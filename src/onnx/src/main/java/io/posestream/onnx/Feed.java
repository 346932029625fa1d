package io.posestream.onnx;

import io.posestream.core.heatmap.HeatmapStream;

/**
 * What a member is fed with; members that are fed alike share a batch.
 *
 * @param stream what its maps show
 * @param input who paints them
 */
record Feed(HeatmapStream stream, ModelInput input) {}
