package io.posestream.core.window;

/**
 * A half-open event-time interval, in milliseconds since the epoch.
 *
 * @param startMillis inclusive
 * @param endMillis exclusive
 */
public record Window(long startMillis, long endMillis) {
  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if the window is empty
   */
  public Window {
    if (endMillis <= startMillis) {
      throw new IllegalArgumentException(
          "expected start < end, got [%d, %d)".formatted(startMillis, endMillis));
    }
  }

  /** Returns the length in milliseconds. */
  public long lengthMillis() {
    return endMillis - startMillis;
  }

  /** Returns whether an instant in microseconds lies in the window. */
  public boolean contains(long micros) {
    return micros >= 1000 * startMillis && micros < 1000 * endMillis;
  }
}
