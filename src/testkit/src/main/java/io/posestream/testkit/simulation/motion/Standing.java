package io.posestream.testkit.simulation.motion;

import io.posestream.testkit.simulation.body.Posture;
import io.posestream.testkit.simulation.body.Vec3;

/**
 * Idle standing: slow sway, arms hanging.
 *
 * @param phase in turns, so that two bodies do not sway in step
 */
public record Standing(double phase) implements Motion {
  @Override
  public Posture at(double seconds) {
    double slow = Motion.wave(seconds, 0.21, phase);
    double faster = Motion.wave(seconds, 0.37, 2 * phase);
    Posture.Limbs limbs = Posture.UPRIGHT.limbs();
    Vec3 drift = new Vec3(0.012 * faster, 0.004 * slow, 0.006 * slow);
    return Posture.UPRIGHT
        .withTrunk(
            new Vec3(0.004 * faster, 0.522, 0.014 * slow),
            0.02 + 0.015 * faster,
            -0.02 * slow,
            0.06 * faster)
        .withHands(limbs.leftHand().plus(drift), limbs.rightHand().plus(drift.times(-1)));
  }
}
