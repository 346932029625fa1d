package io.posestream.flink.inference;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long clips wait for each other.
 *
 * @param size clips at which a batch is full, positive
 * @param linger longest time a clip waits for its batch to fill; zero scores every clip at once
 */
public record BatchPolicy(int size, Duration linger) implements Serializable {
  /** The defaults of the job. */
  public static final BatchPolicy DEFAULTS = new BatchPolicy(16, Duration.ofMillis(20));

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting
   */
  public BatchPolicy {
    if (size <= 0) {
      throw new IllegalArgumentException(
          "batch-size: expected a positive number of clips, got " + size);
    }
    if (linger.isNegative()) {
      throw new IllegalArgumentException("batch-linger: expected no negative time, got " + linger);
    }
  }

  /** Returns this policy with another size. */
  public BatchPolicy withSize(int changed) {
    return new BatchPolicy(changed, linger);
  }

  /** Returns this policy with another linger time. */
  public BatchPolicy withLinger(Duration changed) {
    return new BatchPolicy(size, changed);
  }
}
