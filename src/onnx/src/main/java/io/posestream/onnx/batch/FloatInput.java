package io.posestream.onnx.batch;

import io.posestream.onnx.bundle.TensorShape;
import java.nio.FloatBuffer;

/**
 * One input of a run.
 *
 * @param name in the graph
 * @param values a direct buffer in native order, from its position to its limit; it is read in
 *     place and must not change during the run
 * @param shape of the values, batch first
 */
public record FloatInput(String name, FloatBuffer values, TensorShape shape)
    implements GraphInput {}
