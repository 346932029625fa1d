package io.posestream.core.picture;

/**
 * Which two source positions each position of a resized axis is mixed of, and in which shares:
 * OpenCV's bilinear resize of bytes.
 *
 * <p>Shares are in 2048ths. Immutable and thread-safe; the arrays are for this package's loops.
 */
final class ResizeTaps {
  /*
   * As OpenCV computes them (spec 1.4): the scale is a double, the position is rounded once to
   * float, and the shares are rounded to whole 2048ths, ties to even. Nothing is averaged when an
   * axis shrinks: two positions are mixed, whatever lies between.
   */

  private static final float ONE = 2048;

  /** What becomes of the shares beyond the first and the last position. */
  enum Edge {
    /** The outermost position takes all: the x axis. */
    WHOLE,
    /** Both shares fall on the outermost position, where rounding can cost a level: the y axis. */
    SPLIT
  }

  final int[] low;
  final int[] high;
  final int[] lowShare;
  final int[] highShare;

  /**
   * Computes the taps of an axis.
   *
   * @param source its length before, positive
   * @param target its length after, positive
   * @param edge what becomes of the shares beyond its ends
   */
  ResizeTaps(int source, int target, Edge edge) {
    low = new int[target];
    high = new int[target];
    lowShare = new int[target];
    highShare = new int[target];
    double scale = 1 / ((double) target / source);
    for (int i = 0; i < target; i++) {
      float position = (float) ((i + 0.5) * scale - 0.5);
      int first = (int) Math.floor(position);
      float share = position - first;
      if (edge == Edge.WHOLE && (first < 0 || first >= source - 1)) {
        first = Math.max(0, Math.min(source - 1, first));
        share = 0;
      }
      low[i] = Math.max(0, Math.min(source - 1, first));
      high[i] = Math.max(0, Math.min(source - 1, first + 1));
      lowShare[i] = (int) Math.rint((1 - share) * ONE);
      highShare[i] = (int) Math.rint(share * ONE);
    }
  }
}
