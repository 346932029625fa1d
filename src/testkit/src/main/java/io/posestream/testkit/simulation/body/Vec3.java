package io.posestream.testkit.simulation.body;

/**
 * A point or a direction.
 *
 * <p>In the world x is to the camera's right, y up and z away from the camera, in metres, with the
 * camera above the origin. In body coordinates x is forward, y up and z to the body's left (for a
 * limb: outward), in shares of the body's stature.
 */
public record Vec3(double x, double y, double z) {
  /** Returns the sum. */
  public Vec3 plus(Vec3 other) {
    return new Vec3(x + other.x, y + other.y, z + other.z);
  }

  /** Returns the way from the other to this. */
  public Vec3 minus(Vec3 other) {
    return new Vec3(x - other.x, y - other.y, z - other.z);
  }

  /** Returns this, scaled. */
  public Vec3 times(double factor) {
    return new Vec3(factor * x, factor * y, factor * z);
  }

  double dot(Vec3 other) {
    return x * other.x + y * other.y + z * other.z;
  }

  Vec3 cross(Vec3 other) {
    return new Vec3(
        y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  /** Returns the length. */
  public double length() {
    return Math.sqrt(dot(this));
  }

  /** Returns this direction with length 1; a direction of length 0 stays as it is. */
  Vec3 unit() {
    double length = length();
    return length == 0 ? this : times(1 / length);
  }

  /** Returns the point at {@code share} of the way to {@code other}. */
  public Vec3 towards(Vec3 other, double share) {
    return times(1 - share).plus(other.times(share));
  }

  /** Returns this point on the other side of the body's midline. */
  Vec3 mirrored() {
    return new Vec3(x, y, -z);
  }
}
