package io.posestream.onnx.session;

import io.posestream.onnx.bundle.TensorShape;
import java.nio.FloatBuffer;

/**
 * One output of a run, copied out of the runtime's memory.
 *
 * @param shape its dimensions, the batch first
 * @param values in C order
 */
public record FloatTensor(TensorShape shape, FloatBuffer values) {
  /** Returns a copy of the values of one entry of the batch. */
  float[] row(int index) {
    float[] row = new float[rowLength()];
    values.get(index * row.length, row);
    return row;
  }

  /** Copies the first {@code count} entries of the batch to {@code target}. */
  void copyRows(int count, FloatBuffer target) {
    target.put(values.slice(0, count * rowLength()));
  }

  private int rowLength() {
    return values.limit() / Math.toIntExact(shape.dimension(0));
  }
}
