package io.posestream.core.heatmap;

/** How the compacted image is scaled before the heatmaps are painted. */
public sealed interface ResizeRule {
  /**
   * Scales the short side to a length and keeps the aspect ratio: mmaction2's {@code scale=(-1,
   * s)}.
   *
   * @param side in pixels, positive
   */
  record ShortSide(int side) implements ResizeRule {
    /** Checks the range. */
    public ShortSide {
      requirePositive(side);
    }
  }

  /**
   * Scales both sides to fixed lengths: {@code keep_ratio=False}.
   *
   * @param height in pixels, positive
   * @param width in pixels, positive
   */
  record Exact(int height, int width) implements ResizeRule {
    /** Checks the ranges. */
    public Exact {
      requirePositive(height);
      requirePositive(width);
    }
  }

  private static void requirePositive(int side) {
    if (side < 1) {
      throw new IllegalArgumentException(
          "resize: expected a positive number of pixels, got %d".formatted(side));
    }
  }
}
