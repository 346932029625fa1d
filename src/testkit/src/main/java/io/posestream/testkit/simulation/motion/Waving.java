package io.posestream.testkit.simulation.motion;

import io.posestream.testkit.simulation.body.Posture;
import io.posestream.testkit.simulation.body.Vec3;

/**
 * Raised arms that swing from side to side above the head.
 *
 * @param arms which
 * @param hertz swings per second
 * @param phase in turns
 */
public record Waving(Arms arms, double hertz, double phase) implements Motion {
  /** Which arms wave. */
  public enum Arms {
    /** The right one. */
    RIGHT,
    /** Both, as somebody does who calls for help. */
    BOTH
  }

  @Override
  public Posture at(double seconds) {
    // 0 with the hand over the head, 1 with the arm stretched out to the side.
    double swing = 0.5 + 0.5 * Motion.wave(seconds, hertz, 0.75);
    double angle = Math.toRadians(-15 + 80 * swing);
    Vec3 hand = new Vec3(0.08, 0.3 * Math.cos(angle), 0.3 * Math.sin(angle));
    Posture calm = new Standing(phase).at(seconds);
    return calm.withHands(arms == Arms.BOTH ? hand : calm.limbs().leftHand(), hand);
  }
}
