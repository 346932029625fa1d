package io.posestream.testkit.simulation.body;

/**
 * Two bones from a root towards a target: shoulder, elbow, wrist or hip, knee, ankle.
 *
 * @param middle the elbow or knee
 * @param end the wrist or ankle; short of the target if that is out of reach
 */
record Limb(Vec3 middle, Vec3 end) {
  private static final double STRAIGHTEST = 0.999;

  /**
   * Solves the triangle of the two bones by the law of cosines.
   *
   * @param upper length of the bone at the root
   * @param lower length of the other bone
   * @param bend the side the middle joint points to
   */
  static Limb reaching(Vec3 root, Vec3 target, double upper, double lower, Vec3 bend) {
    Vec3 way = target.minus(root);
    double nearest = Math.abs(upper - lower) + 0.05 * (upper + lower);
    double reach = Math.max(nearest, Math.min(way.length(), STRAIGHTEST * (upper + lower)));
    Vec3 along = way.unit();
    Vec3 aside = bend.minus(along.times(bend.dot(along))).unit();
    double near = (upper * upper + reach * reach - lower * lower) / (2 * reach);
    double off = Math.sqrt(Math.max(0, upper * upper - near * near));
    return new Limb(
        root.plus(along.times(near)).plus(aside.times(off)), root.plus(along.times(reach)));
  }
}
