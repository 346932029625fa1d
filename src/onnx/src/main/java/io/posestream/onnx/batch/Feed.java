package io.posestream.onnx.batch;

import io.posestream.core.heatmap.HeatmapStream;
import io.posestream.onnx.bundle.ModelInput;

/**
 * What a member is fed with; members that are fed alike share a batch.
 *
 * @param stream what its maps show
 * @param input who paints them
 */
public record Feed(HeatmapStream stream, ModelInput input) {}
