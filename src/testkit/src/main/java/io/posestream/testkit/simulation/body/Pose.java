package io.posestream.testkit.simulation.body;

/**
 * A posture and where it is.
 *
 * @param posture how the body holds itself
 * @param spot where it stands
 */
public record Pose(Posture posture, Spot spot) {
  /** Returns this pose, reached from another but for {@code 1 - share} of the way. */
  public Pose reachedFrom(Pose before, double share) {
    return new Pose(
        before.posture.towards(posture, share), spot.turnedFrom(before.spot.heading(), share));
  }
}
