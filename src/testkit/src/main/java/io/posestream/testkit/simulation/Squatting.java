package io.posestream.testkit.simulation;

/**
 * Squats with the arms held out in front.
 *
 * @param hertz squats per second
 */
record Squatting(double hertz) implements Motion {
  @Override
  public Posture at(double seconds) {
    double depth = 0.5 - 0.5 * Math.cos(2 * Math.PI * hertz * seconds);
    Vec3 hanging = Posture.UPRIGHT.limbs().leftHand();
    Vec3 hand = hanging.towards(new Vec3(0.3, 0.02, -0.03), depth);
    Vec3 foot = new Vec3(0, Stature.ANKLE, 0.1);
    return Posture.UPRIGHT
        .withTrunk(new Vec3(-0.1 * depth, 0.515 - 0.27 * depth, 0), 0.05 + 0.45 * depth, 0, 0)
        .withHands(hand, hand)
        .withFeet(foot, foot);
  }
}
