package io.posestream.core.model;

import java.io.Serializable;

/**
 * The two scores between which an action keeps its state.
 *
 * @param enter the score at which an action starts, in 0..1
 * @param exit the score below which it ends, in 0..{@code enter}
 */
public record Thresholds(double enter, double exit) implements Serializable {
  /**
   * Checks the range and the order.
   *
   * @throws IllegalArgumentException if not 0 &lt;= exit &lt;= enter &lt;= 1
   */
  public Thresholds {
    if (!(0 <= exit && exit <= enter && enter <= 1)) {
      throw new IllegalArgumentException(
          "expected 0 <= exit <= enter <= 1, got enter %s, exit %s".formatted(enter, exit));
    }
  }
}
