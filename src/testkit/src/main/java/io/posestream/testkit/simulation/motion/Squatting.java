package io.posestream.testkit.simulation.motion;

import io.posestream.testkit.simulation.body.Posture;
import io.posestream.testkit.simulation.body.Stature;
import io.posestream.testkit.simulation.body.Vec3;

/**
 * Squats with the arms held out in front.
 *
 * @param hertz squats per second
 */
public record Squatting(double hertz) implements Motion {
  @Override
  public Posture at(double seconds) {
    double depth = 0.5 - 0.5 * Math.cos(2 * Math.PI * hertz * seconds);
    Vec3 hand = new Vec3(0.28, 0.03 * depth, -0.03);
    Vec3 foot = new Vec3(0, Stature.ANKLE, 0.1);
    return Posture.UPRIGHT
        .withTrunk(new Vec3(-0.09 * depth, 0.515 - 0.25 * depth, 0), 0.05 + 0.35 * depth, 0, 0)
        .withHands(hand, hand)
        .withFeet(foot, foot);
  }
}
