package io.posestream.core.window;

import java.io.Serializable;

/**
 * The absolute grid of windows: {@code [k * stride, k * stride + length)} from the epoch on (k = 0,
 * 1, ..), shifted by a fixed amount per camera if the phase is spread.
 *
 * @param lengthMillis of each window, positive
 * @param strideMillis from one start to the next, in 1..length, so that no instant is left out
 * @param phase whether all cameras share one grid
 */
public record WindowGrid(long lengthMillis, long strideMillis, Phase phase)
    implements Serializable {
  /** The defaults of the job: 2 s every second, aligned. */
  public static final WindowGrid DEFAULTS = new WindowGrid(2000, 1000, Phase.ALIGNED);

  /** Whether all cameras share one grid. */
  public enum Phase {
    /** Every camera's windows end at the same instants. */
    ALIGNED,
    /** Each camera's grid is shifted by its own fixed amount, so that the load spreads. */
    SPREAD
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if not 0 &lt; stride &lt;= length
   */
  public WindowGrid {
    if (strideMillis <= 0 || strideMillis > lengthMillis) {
      throw new IllegalArgumentException(
          "expected 0 < stride <= length, got stride %d ms, length %d ms"
              .formatted(strideMillis, lengthMillis));
    }
  }

  /** Returns the end of the first window of a camera that ends after an instant. */
  public long firstEndAfter(long millis, String camera) {
    long offset = Math.floorMod(lengthMillis + shift(camera), strideMillis);
    long end = (Math.floorDiv(millis - offset, strideMillis) + 1) * strideMillis + offset;
    return Math.max(end, lengthMillis + shift(camera));
  }

  /** Returns the end of the last window of a camera that contains an instant. */
  public long lastEndContaining(long millis, String camera) {
    return firstEndAfter(millis + lengthMillis, camera) - strideMillis;
  }

  /** Returns the window that ends at a grid point. */
  public Window endingAt(long endMillis) {
    return new Window(endMillis - lengthMillis, endMillis);
  }

  private long shift(String camera) {
    return phase == Phase.ALIGNED ? 0 : Math.floorMod(mix(camera.hashCode()), strideMillis);
  }

  // Spreads the low-entropy String hash over all bits (the finaliser of MurmurHash3).
  private static int mix(int hash) {
    int h = hash;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  /** Returns this grid with another phase. */
  public WindowGrid withPhase(Phase changed) {
    return new WindowGrid(lengthMillis, strideMillis, changed);
  }
}
