package io.posestream.testkit.simulation.body;

/**
 * How a body holds itself, wherever it stands: lengths in shares of its stature, angles in radians.
 *
 * @param trunk where the hips are and how the trunk leans
 * @param limbs where hands and feet are
 * @param topple how far the whole body has tipped over
 */
public record Posture(Trunk trunk, Limbs limbs, Topple topple) {
  /**
   * The trunk.
   *
   * @param hips middle of the hips from the point the body stands on, in body coordinates
   * @param lean forward
   * @param tilt to the body's left
   * @param twist of the shoulders to the body's left
   */
  record Trunk(Vec3 hips, double lean, double tilt, double twist) {
    Trunk towards(Trunk other, double share) {
      return new Trunk(
          hips.towards(other.hips, share),
          mix(lean, other.lean, share),
          mix(tilt, other.tilt, share),
          mix(twist, other.twist, share));
    }
  }

  /**
   * The ends of the four limbs, z outward on both sides.
   *
   * @param leftHand from the left shoulder, in the trunk's frame
   * @param rightHand from the right shoulder, in the trunk's frame
   * @param leftFoot the left ankle from the point the body stands on
   * @param rightFoot the right ankle from the point the body stands on
   */
  public record Limbs(Vec3 leftHand, Vec3 rightHand, Vec3 leftFoot, Vec3 rightFoot) {
    Limbs towards(Limbs other, double share) {
      return new Limbs(
          leftHand.towards(other.leftHand, share),
          rightHand.towards(other.rightHand, share),
          leftFoot.towards(other.leftFoot, share),
          rightFoot.towards(other.rightFoot, share));
    }
  }

  /**
   * A rotation of the whole body about its ankles.
   *
   * @param angle 0 upright, a quarter turn lying
   * @param direction of the fall, 0 forward, a quarter turn to the body's left
   */
  record Topple(double angle, double direction) {
    static final Topple NONE = new Topple(0, 0);

    /** A body that stands has no direction of its own, so it takes the other's. */
    Topple towards(Topple other, double share) {
      double way = angle == 0 ? other.direction : direction;
      return new Topple(mix(angle, other.angle, share), way);
    }
  }

  private static final Vec3 HANGING = new Vec3(0.02, -0.318, 0.035);
  private static final Vec3 STANDING = new Vec3(0, Stature.ANKLE, 0.055);

  /** Upright with hanging arms. */
  public static final Posture UPRIGHT =
      new Posture(
          new Trunk(new Vec3(0, 0.524, 0), 0.02, 0, 0),
          new Limbs(HANGING, HANGING, STANDING, STANDING),
          Topple.NONE);

  /** Returns this posture with another trunk; angles in radians. */
  public Posture withTrunk(Vec3 hips, double lean, double tilt, double twist) {
    return new Posture(new Trunk(hips, lean, tilt, twist), limbs, topple);
  }

  /** Returns this posture with the hands elsewhere. */
  public Posture withHands(Vec3 left, Vec3 right) {
    return new Posture(trunk, new Limbs(left, right, limbs.leftFoot, limbs.rightFoot), topple);
  }

  /** Returns this posture with the feet elsewhere. */
  public Posture withFeet(Vec3 left, Vec3 right) {
    return new Posture(trunk, new Limbs(limbs.leftHand, limbs.rightHand, left, right), topple);
  }

  /** Returns this posture, tipped over; both angles in radians. */
  public Posture toppled(double angle, double direction) {
    return new Posture(trunk, limbs, new Topple(angle, direction));
  }

  /** Returns the posture at {@code share} of the way to {@code other}. */
  Posture towards(Posture other, double share) {
    return new Posture(
        trunk.towards(other.trunk, share),
        limbs.towards(other.limbs, share),
        topple.towards(other.topple, share));
  }

  private static double mix(double from, double to, double share) {
    return from + share * (to - from);
  }
}
