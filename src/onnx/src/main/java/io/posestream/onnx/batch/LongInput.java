package io.posestream.onnx.batch;

import io.posestream.onnx.bundle.TensorShape;
import java.nio.LongBuffer;

/**
 * One input of whole numbers of a run.
 *
 * @param name in the graph
 * @param values from its position to its limit; it must not change during the run
 * @param shape of the values, batch first
 */
public record LongInput(String name, LongBuffer values, TensorShape shape) implements GraphInput {}
