package io.posestream.testkit.simulation.body;

/**
 * A place on the ground and a direction.
 *
 * @param x metres to the camera's right
 * @param z metres away from the camera
 * @param heading radians, 0 towards the camera, a quarter turn to the camera's right
 */
public record Spot(double x, double z, double heading) {
  /** Returns a place, facing the camera. */
  public static Spot at(double x, double z) {
    return new Spot(x, z, 0);
  }

  /** Returns the distance in metres. */
  public double distanceTo(Spot other) {
    return Math.hypot(other.x - x, other.z - z);
  }

  /** Returns this spot, facing another. */
  public Spot facing(Spot other) {
    return new Spot(x, z, Math.atan2(other.x - x, -(other.z - z)));
  }

  /** Returns the spot at {@code share} of the way, facing as this one does. */
  public Spot towards(Spot other, double share) {
    return new Spot(x + share * (other.x - x), z + share * (other.z - z), heading);
  }

  /** Returns this spot with the heading turned by {@code share} of the shorter way from another. */
  Spot turnedFrom(double before, double share) {
    double turn = Math.IEEEremainder(heading - before, 2 * Math.PI);
    return new Spot(x, z, before + share * turn);
  }

  /** Returns a point of a body that stands here, from body coordinates to the world. */
  Vec3 place(Vec3 point, double stature) {
    double sin = Math.sin(heading);
    double cos = Math.cos(heading);
    return new Vec3(
        x + stature * (point.x() * sin + point.z() * cos),
        stature * point.y(),
        z + stature * (-point.x() * cos + point.z() * sin));
  }
}
