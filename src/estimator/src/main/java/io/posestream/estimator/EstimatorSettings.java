package io.posestream.estimator;

/**
 * How pictures become poses.
 *
 * <p>Start from {@link #DEFAULTS} and change what differs.
 *
 * @param size long side in pixels to which a picture is scaled for the network, 64..2048: 256 for
 *     people near the camera, 384 and more for those far away
 * @param leastPerson score below which there is nobody, 0..1
 * @param leastJoint score below which a joint is absent, 0..1
 * @param mostPersons how many are kept, the best, at least 1
 * @param threads that share the work on one picture, at least 1
 */
public record EstimatorSettings(
    int size, double leastPerson, double leastJoint, int mostPersons, int threads) {
  /** Pictures of 256 pixels, up to six people, one thread. */
  public static final EstimatorSettings DEFAULTS = new EstimatorSettings(256, 0.2, 0.1, 6, 1);

  private static final int SMALLEST = 64;
  private static final int LARGEST = 2048;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting, the range and the value
   */
  public EstimatorSettings {
    require(size >= SMALLEST && size <= LARGEST, "size", "64 to 2048 pixels", size);
    require(leastPerson >= 0 && leastPerson <= 1, "person-score", "0 to 1", leastPerson);
    require(leastJoint >= 0 && leastJoint <= 1, "joint-score", "0 to 1", leastJoint);
    require(mostPersons > 0, "most-persons", "1 or more", mostPersons);
    require(threads > 0, "threads", "1 or more", threads);
  }

  private static void require(boolean holds, String setting, String expected, Number found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(setting, expected, found));
    }
  }

  /** Returns the same settings with another long side in pixels. */
  public EstimatorSettings withSize(int other) {
    return new EstimatorSettings(other, leastPerson, leastJoint, mostPersons, threads);
  }

  /** Returns the same settings with another score below which there is nobody. */
  public EstimatorSettings withLeastPerson(double other) {
    return new EstimatorSettings(size, other, leastJoint, mostPersons, threads);
  }

  /** Returns the same settings with another number of people that are kept. */
  public EstimatorSettings withMostPersons(int other) {
    return new EstimatorSettings(size, leastPerson, leastJoint, other, threads);
  }

  /** Returns the same settings with another number of threads. */
  public EstimatorSettings withThreads(int other) {
    return new EstimatorSettings(size, leastPerson, leastJoint, mostPersons, other);
  }
}
