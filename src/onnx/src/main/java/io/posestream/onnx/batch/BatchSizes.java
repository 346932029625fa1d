package io.posestream.onnx.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * The batch sizes a model is run with.
 *
 * @param sizes ascending, not empty
 */
public record BatchSizes(List<Integer> sizes) {
  /** For a network that takes one volume at a time. */
  public static final BatchSizes ONE = new BatchSizes(List.of(1));

  /** For the CPU, which gains nothing from batches: the views of a clip, up to four at a time. */
  public static final BatchSizes CPU = new BatchSizes(List.of(1, 2, 3, 4));

  /** Copies the list in. */
  public BatchSizes {
    sizes = List.copyOf(sizes);
  }

  /**
   * For a GPU, which plans and tunes each size at its first run: the powers of two up to a limit.
   */
  public static BatchSizes gpu(int largest) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = 1; size <= largest; size *= 2) {
      sizes.add(size);
    }
    return new BatchSizes(sizes);
  }

  /** Returns the largest size. */
  public int largest() {
    return sizes.get(sizes.size() - 1);
  }

  /** Returns the smallest size for so many volumes, at most the largest. */
  public int padded(int volumes) {
    return sizes.stream().filter(size -> size >= volumes).findFirst().orElse(largest());
  }

  /** Returns the room that so many volumes need once the last batch of them is padded. */
  int room(int volumes) {
    int full = volumes / largest() * largest();
    return full == volumes ? full : full + padded(volumes - full);
  }
}
