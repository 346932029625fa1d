package io.posestream.onnx.batch;

import io.posestream.onnx.bundle.TensorShape;

/** One input of a run: its name in the graph, and values of a shape, batch first. */
public sealed interface GraphInput permits FloatInput, LongInput {
  /** Returns the name in the graph. */
  String name();

  /** Returns the shape of the values, batch first. */
  TensorShape shape();
}
