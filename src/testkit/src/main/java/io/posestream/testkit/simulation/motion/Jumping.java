package io.posestream.testkit.simulation.motion;

import io.posestream.testkit.simulation.body.Posture;
import io.posestream.testkit.simulation.body.Stature;
import io.posestream.testkit.simulation.body.Vec3;

/**
 * Jumping jacks: up with arms and legs apart, up again with them together.
 *
 * @param hertz full cycles per second
 */
public record Jumping(double hertz) implements Motion {
  private static final double ARM = 0.31;

  @Override
  public Posture at(double seconds) {
    double cycle = hertz * seconds;
    double spread = 0.5 - 0.5 * Math.cos(2 * Math.PI * cycle);
    double flight = Math.abs(Math.sin(2 * Math.PI * cycle));
    double rise = 0.11 * flight;
    double raised = Math.toRadians(8 + 127 * spread);
    Vec3 hand = new Vec3(0.02, -ARM * Math.cos(raised), ARM * Math.sin(raised));
    Vec3 foot = new Vec3(0, Stature.ANKLE + rise, 0.04 + 0.15 * spread);
    double hips = 0.515 - 0.02 * (1 - flight) - 0.015 * spread + rise;
    return Posture.UPRIGHT
        .withTrunk(new Vec3(0, hips, 0), 0.03, 0, 0)
        .withHands(hand, hand)
        .withFeet(foot, foot);
  }
}
