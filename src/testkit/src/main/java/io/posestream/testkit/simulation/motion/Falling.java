package io.posestream.testkit.simulation.motion;

import io.posestream.testkit.simulation.body.Posture;
import io.posestream.testkit.simulation.body.Vec3;

/**
 * A fall from standing: the body tips over its ankles like an inverted pendulum while the knees
 * give way, and then stays down.
 *
 * @param direction 0 forward, a quarter turn to the body's left
 */
public record Falling(double direction) implements Motion {
  /** Time from losing balance to the ground. */
  public static final double SECONDS = 1.0;

  private static final double LYING = Math.toRadians(88);

  // On the side the arms come to lie before the chest, on the front or back beside the body.
  private static final Vec3 BEFORE = new Vec3(0.24, 0.1, 0.0);
  private static final Vec3 BESIDE = new Vec3(0.0, 0.04, 0.29);

  @Override
  public Posture at(double seconds) {
    double share = Math.max(0, Math.min(1, seconds / SECONDS));
    // A pendulum near its highest point moves off slowly, then ever faster.
    double tipped = Math.pow(share, 2.2);
    double buckle = Math.sin(Math.PI * share);
    double rest = Motion.step(seconds, SECONDS, 0.5);
    return Posture.UPRIGHT
        .withTrunk(
            new Vec3(0, 0.522 - 0.09 * buckle - 0.04 * rest * sideways(), 0),
            0.25 * buckle + 0.1 * rest * sideways(),
            0.1 * share * Math.sin(direction),
            0)
        .withHands(thrown(share, seconds, 0), thrown(share, seconds, -0.06))
        .toppled(LYING * tipped, direction);
  }

  private double sideways() {
    return Math.abs(Math.sin(direction));
  }

  private Vec3 thrown(double share, double seconds, double lower) {
    Vec3 hanging = Posture.UPRIGHT.limbs().leftHand();
    double breath = 0.003 * Motion.wave(seconds, 0.25, 0);
    Vec3 lying = BESIDE.towards(BEFORE, sideways()).plus(new Vec3(0, lower + breath, 0));
    return hanging.towards(lying, Motion.step(share, 0.1, 0.6));
  }
}
