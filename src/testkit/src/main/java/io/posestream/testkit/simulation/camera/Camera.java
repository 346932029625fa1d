package io.posestream.testkit.simulation.camera;

import io.posestream.testkit.simulation.body.Vec3;

/**
 * A pinhole camera above the world's origin, looking along z.
 *
 * @param height above the ground in metres
 * @param pitchDegrees downwards
 * @param focalLength in shares of the image width; 0.9 sees 58 degrees
 */
public record Camera(double height, double pitchDegrees, double focalLength) {
  /** A camera on a wall: people 6 m away are 320 of 720 pixels tall. */
  public static final Camera WALL = new Camera(2.6, 11, 0.9);

  /** A camera on a mast, for many people. */
  public static final Camera MAST = new Camera(4.5, 17, 0.85);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming what was expected and found
   */
  public Camera {
    if (!(height > 0 && focalLength > 0 && Math.abs(pitchDegrees) < 80)) {
      throw new IllegalArgumentException(
          "expected height > 0, focal length > 0 and a pitch within 80 degrees, got %s, %s, %s"
              .formatted(height, focalLength, pitchDegrees));
    }
  }

  /** Returns x and y in pixels and, as z, the depth in metres, not positive behind the camera. */
  public Vec3 project(Vec3 point, int imageWidth, int imageHeight) {
    double sin = Math.sin(Math.toRadians(pitchDegrees));
    double cos = Math.cos(Math.toRadians(pitchDegrees));
    double below = height - point.y();
    double depth = point.z() * cos + below * sin;
    double down = below * cos - point.z() * sin;
    double scale = focalLength * imageWidth / depth;
    return new Vec3(0.5 * imageWidth + scale * point.x(), 0.5 * imageHeight + scale * down, depth);
  }
}
