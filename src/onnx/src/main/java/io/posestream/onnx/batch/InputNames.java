package io.posestream.onnx.batch;

import java.util.Optional;

/**
 * What a graph calls its inputs.
 *
 * @param heatmaps absent if it takes none, or paints them itself
 * @param pictures absent if it takes none
 */
public record InputNames(Optional<String> heatmaps, Optional<String> pictures) {}
