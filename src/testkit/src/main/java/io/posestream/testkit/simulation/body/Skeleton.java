package io.posestream.testkit.simulation.body;

/** Puts the joints of a posture in their places: forward for the trunk, by reach for the limbs. */
public final class Skeleton {
  private static final double GROUND = 0.02;
  private static final Vec3 UP = new Vec3(0, 1, 0);
  private static final Vec3 KNEE_BEND = new Vec3(1, 0.4, 0.12);

  private final Vec3[] joints = new Vec3[Joint.COUNT];
  private final Posture posture;
  private final Vec3 up;
  private final Vec3 forward;
  private final Vec3 left;

  private Skeleton(Posture posture) {
    this.posture = posture;
    Posture.Trunk trunk = posture.trunk();
    this.up = trunkAxis(trunk);
    Vec3 ahead = new Vec3(Math.cos(trunk.twist()), 0, Math.sin(trunk.twist()));
    this.forward = ahead.minus(up.times(ahead.dot(up))).unit();
    this.left = forward.cross(up);
  }

  /** Returns the joints in the world, by {@link Joint#index()}. */
  public static Vec3[] joints(Posture posture, Spot spot, double stature) {
    Skeleton skeleton = new Skeleton(posture);
    skeleton.placeTrunk();
    skeleton.placeLimbs();
    Vec3[] world = new Vec3[Joint.COUNT];
    for (int joint = 0; joint < world.length; joint++) {
      world[joint] = spot.place(skeleton.toppled(skeleton.joints[joint]), stature);
    }
    return world;
  }

  private static Vec3 trunkAxis(Posture.Trunk trunk) {
    double upright = Math.cos(trunk.tilt());
    return new Vec3(
        Math.sin(trunk.lean()) * upright, Math.cos(trunk.lean()) * upright, Math.sin(trunk.tilt()));
  }

  private void placeTrunk() {
    Vec3 hips = posture.trunk().hips();
    double pelvisTwist = 0.3 * posture.trunk().twist();
    Vec3 across = new Vec3(-Math.sin(pelvisTwist), 0, Math.cos(pelvisTwist));
    pair(Joint.LEFT_HIP, hips, across, Stature.HALF_HIPS);
    Vec3 neck = hips.plus(up.times(Stature.TRUNK));
    pair(Joint.LEFT_SHOULDER, neck, left, Stature.HALF_SHOULDERS);
    placeHead(neck);
  }

  private void placeHead(Vec3 neck) {
    // The neck makes good for part of the trunk's lean, to keep the eyes level.
    Vec3 headUp = up.towards(UP, 0.4).unit();
    Vec3 face = neck.plus(forward.times(Stature.FACE_DEPTH));
    joints[Joint.NOSE.index()] =
        face.plus(headUp.times(Stature.NOSE)).plus(forward.times(0.2 * Stature.FACE_DEPTH));
    pair(Joint.LEFT_EYE, face.plus(headUp.times(Stature.EYES)), left, Stature.HALF_EYES);
    pair(Joint.LEFT_EAR, neck.plus(headUp.times(Stature.EARS)), left, Stature.HALF_EARS);
  }

  private void pair(Joint leftJoint, Vec3 middle, Vec3 across, double half) {
    joints[leftJoint.index()] = middle.plus(across.times(half));
    joints[leftJoint.index() + 1] = middle.minus(across.times(half));
  }

  private void placeLimbs() {
    Posture.Limbs limbs = posture.limbs();
    placeArm(Joint.LEFT_SHOULDER, limbs.leftHand());
    placeArm(Joint.RIGHT_SHOULDER, limbs.rightHand().mirrored());
    placeLeg(Joint.LEFT_HIP, limbs.leftFoot(), KNEE_BEND);
    placeLeg(Joint.RIGHT_HIP, limbs.rightFoot().mirrored(), KNEE_BEND.mirrored());
  }

  private void placeArm(Joint shoulder, Vec3 hand) {
    double outward = shoulder == Joint.LEFT_SHOULDER ? 1 : -1;
    // Elbows hang down, behind and outside of the line from shoulder to wrist.
    Vec3 bend = forward.times(-0.5).minus(up).plus(left.times(0.5 * outward));
    placeLimb(shoulder, trunkFrame(hand), Stature.UPPER_ARM, Stature.FOREARM, bend);
  }

  private Vec3 trunkFrame(Vec3 offset) {
    return forward.times(offset.x()).plus(up.times(offset.y())).plus(left.times(offset.z()));
  }

  private void placeLeg(Joint hip, Vec3 foot, Vec3 bend) {
    Vec3 way = foot.minus(joints[hip.index()]);
    placeLimb(hip, way, Stature.THIGH, Stature.SHIN, bend);
  }

  private void placeLimb(Joint root, Vec3 way, double upper, double lower, Vec3 bend) {
    Vec3 from = joints[root.index()];
    Limb limb = Limb.reaching(from, from.plus(way), upper, lower, bend);
    joints[root.index() + 2] = limb.middle();
    joints[root.index() + 4] = limb.end();
  }

  // Inverted pendulum: the body turns about its ankles; what would sink into the ground lies on it.
  private Vec3 toppled(Vec3 point) {
    Posture.Topple topple = posture.topple();
    if (topple.angle() == 0) {
      return point;
    }
    double sin = Math.sin(topple.angle());
    double cos = Math.cos(topple.angle());
    Vec3 way = new Vec3(Math.cos(topple.direction()), 0, Math.sin(topple.direction()));
    double along = point.dot(way);
    double above = point.y() - Stature.ANKLE;
    Vec3 aside = new Vec3(point.x(), 0, point.z()).minus(way.times(along));
    // Half the body's thickness is below its axis: more on its side than on its front or back.
    double thickness = 0.05 + 0.07 * Math.abs(way.z());
    double height = Stature.ANKLE + sin * thickness + above * cos - along * sin;
    Vec3 ground = aside.plus(way.times(along * cos + above * sin));
    return new Vec3(ground.x(), Math.max(GROUND, height), ground.z());
  }
}
