package io.posestream.testkit.simulation;

/**
 * A fall from standing: the body tips over its ankles like an inverted pendulum while the knees
 * give way, and then stays down.
 *
 * @param direction 0 forward, a quarter turn to the body's left
 */
record Falling(double direction) implements Motion {
  /** Time from losing balance to the ground. */
  static final double SECONDS = 1.0;

  private static final double LYING = Math.toRadians(88);

  @Override
  public Posture at(double seconds) {
    double share = Math.max(0, Math.min(1, seconds / SECONDS));
    // A pendulum near its highest point moves off slowly, then ever faster.
    double tipped = Math.pow(share, 2.2);
    double buckle = Math.sin(Math.PI * Math.min(1, share));
    double rest = Motion.step(seconds, SECONDS, 0.5);
    double breath = 0.003 * Motion.wave(seconds, 0.25, 0);
    return Posture.UPRIGHT
        .withTrunk(
            new Vec3(0, 0.522 - 0.09 * buckle - 0.05 * rest, 0), 0.25 * buckle + 0.1 * rest, 0.1 * share, 0)
        .withHands(thrown(share, 0.3 + breath), thrown(share, 0.22 + breath))
        .toppled(LYING * tipped, direction);
  }

  private static Vec3 thrown(double share, double far) {
    Vec3 hanging = Posture.UPRIGHT.limbs().leftHand();
    return hanging.towards(new Vec3(0.12, -0.02, far), Motion.step(share, 0.1, 0.6));
  }
}
