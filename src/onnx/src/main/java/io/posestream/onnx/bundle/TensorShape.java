package io.posestream.onnx.bundle;

import java.util.List;
import java.util.stream.LongStream;

/**
 * The dimensions of a tensor.
 *
 * @param dimensions outermost first; {@code ANY} where any size goes
 */
public record TensorShape(List<Long> dimensions) {
  /** Stands for a dimension that is free. */
  public static final long ANY = -1;

  /** Copies the list in. */
  public TensorShape {
    dimensions = List.copyOf(dimensions);
  }

  /** Returns a shape of these dimensions, outermost first. */
  public static TensorShape of(long... dimensions) {
    return new TensorShape(LongStream.of(dimensions).boxed().toList());
  }

  int rank() {
    return dimensions.size();
  }

  /** Returns a dimension, the outermost at 0. */
  public long dimension(int index) {
    return dimensions.get(index);
  }

  /** Returns whether every tensor of the other shape has this shape too. */
  public boolean covers(TensorShape other) {
    return agrees(other, false);
  }

  /** Returns whether some tensor has both shapes. */
  public boolean overlaps(TensorShape other) {
    return agrees(other, true);
  }

  private boolean agrees(TensorShape other, boolean otherMayBeFree) {
    if (rank() != other.rank()) {
      return false;
    }
    for (int i = 0; i < rank(); i++) {
      boolean free = dimension(i) == ANY || (otherMayBeFree && other.dimension(i) == ANY);
      if (!free && dimension(i) != other.dimension(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return dimensions.toString();
  }
}
