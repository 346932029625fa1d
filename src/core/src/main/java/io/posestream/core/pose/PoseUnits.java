package io.posestream.core.pose;

/**
 * The rules that tell pixels from normalised coordinates, and scores in 0..1 from others; the same
 * for frames, recordings and clips.
 *
 * <p>Normalised coordinates are recognised by their extent. A body of a few pixels in the upper
 * left corner is of no use in any case; one whose every joint lies there is taken for one in
 * fractions of the image, whose joints may lie a little outside 0..1 where estimators extrapolate.
 *
 * <p>Scores a little outside 0..1, which regressed and SimCC scores may be, are clamped. Scores
 * further out are of another unit: percent or logits.
 */
public final class PoseUnits {
  /** Greatest score that is clamped to 1. */
  public static final float HIGHEST_CLAMPED = 1.5f;

  /** Least score that is clamped to 0, which marks an absent joint. */
  public static final float LOWEST_CLAMPED = -0.1f;

  private static final float WIDEST_MARGIN = 3;
  // On smaller pictures a body may be as small as that.
  private static final float MARGIN_PER_SIDE = 1f / 16;
  private static final int SMALLEST_SIDE = 2;

  private PoseUnits() {}

  /**
   * Returns how far outside 0..1 coordinates may lie that still are taken for normalised; negative
   * for an image so small that pixels cannot be told from fractions.
   *
   * @param width of the image in pixels
   * @param height of the image in pixels
   */
  public static float normalisedMargin(int width, int height) {
    if (width <= SMALLEST_SIDE && height <= SMALLEST_SIDE) {
      return -1;
    }
    return Math.min(WIDEST_MARGIN, MARGIN_PER_SIDE * Math.max(width, height));
  }

  /**
   * Returns whether coordinates are normalised where pixels are due.
   *
   * @param coordinates x and y of each joint
   * @param scores of each joint; what is not above 0 is absent and says nothing
   * @param width of the image in pixels
   * @param height of the image in pixels
   */
  public static boolean areNormalised(float[] coordinates, float[] scores, int width, int height) {
    float margin = normalisedMargin(width, height);
    boolean anyPresent = false;
    for (int joint = 0; joint < scores.length; joint++) {
      float x = coordinates[2 * joint];
      float y = coordinates[2 * joint + 1];
      if (scores[joint] > 0 && (x != 0 || y != 0)) {
        if (!isWithin(x, margin) || !isWithin(y, margin)) {
          return false;
        }
        anyPresent = true;
      }
    }
    return anyPresent;
  }

  /** Returns whether a coordinate lies within 0..1 and a margin on both sides. */
  static boolean isWithin(float value, float margin) {
    return value >= -margin && value <= 1 + margin;
  }

  /** Returns whether a score lies in 0..1, or so little outside that it is clamped. */
  public static boolean isScore(float score) {
    return score >= LOWEST_CLAMPED && score <= HIGHEST_CLAMPED;
  }
}
