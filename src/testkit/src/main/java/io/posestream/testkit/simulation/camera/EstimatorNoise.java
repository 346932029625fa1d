package io.posestream.testkit.simulation.camera;

/**
 * The faults of a pose estimator.
 *
 * @param jitter standard deviation of a joint, in shares of the body's height in pixels
 * @param meanScore of a joint that was found
 * @param scoreSpread standard deviation of the scores
 * @param missRate share of joints that are missed: x, y and score 0
 * @param outlierRate share of joints that are found somewhere else
 * @param dropoutsPerMinute how often the legs, an arm or the face of a person go missing for a
 *     while
 * @param hiding share of joints that are missed where somebody stands in front
 */
public record EstimatorNoise(
    double jitter,
    double meanScore,
    double scoreSpread,
    double missRate,
    double outlierRate,
    double dropoutsPerMinute,
    double hiding) {
  /** A perfect estimator: every joint in the image, in its place, with score 1. */
  public static final EstimatorNoise NONE = new EstimatorNoise(0, 1, 0, 0, 0, 0, 0);

  /** Jitter and scores alone: nobody and nothing is missed. */
  public static final EstimatorNoise JITTER = new EstimatorNoise(0.006, 0.86, 0.08, 0, 0, 0, 0);

  /** A good estimator on a good picture. */
  public static final EstimatorNoise TYPICAL =
      new EstimatorNoise(0.006, 0.86, 0.08, 0.015, 0.002, 2, 0.6);

  /** A small estimator on a poor picture. */
  public static final EstimatorNoise POOR =
      new EstimatorNoise(0.015, 0.68, 0.15, 0.08, 0.015, 8, 0.8);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the value
   */
  public EstimatorNoise {
    requireShare("jitter", jitter);
    requireShare("meanScore", meanScore);
    requireShare("scoreSpread", scoreSpread);
    requireShare("missRate", missRate);
    requireShare("outlierRate", outlierRate);
    requireShare("hiding", hiding);
    if (!(dropoutsPerMinute >= 0)) {
      throw new IllegalArgumentException(
          "dropoutsPerMinute: expected a rate of 0 or more, got " + dropoutsPerMinute);
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + ": expected a share in 0..1, got " + value);
    }
  }
}
