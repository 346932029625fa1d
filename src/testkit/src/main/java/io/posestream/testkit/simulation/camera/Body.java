package io.posestream.testkit.simulation.camera;

import io.posestream.testkit.simulation.body.Joint;
import io.posestream.testkit.simulation.body.Vec3;
import java.util.List;

/**
 * A body as a perfect camera sees it.
 *
 * @param track the tracker's id
 * @param joints pixels and, as z, depth in metres, by {@link Joint#index()}
 * @param height of the upright body at its distance, in pixels
 */
public record Body(String track, List<Vec3> joints, double height) {
  Vec3 joint(Joint joint) {
    return joints.get(joint.index());
  }

  double depth() {
    return 0.5 * (joint(Joint.LEFT_HIP).z() + joint(Joint.RIGHT_HIP).z());
  }

  /** Tells whether this body's trunk covers a point of the image that lies behind it. */
  boolean hides(Vec3 point) {
    if (point.z() <= depth() + 0.15) {
      return false;
    }
    Vec3 neck = joint(Joint.LEFT_SHOULDER).towards(joint(Joint.RIGHT_SHOULDER), 0.5);
    Vec3 hips = joint(Joint.LEFT_HIP).towards(joint(Joint.RIGHT_HIP), 0.5);
    return distanceToSegment(point, neck, hips) < 0.09 * height;
  }

  private static double distanceToSegment(Vec3 point, Vec3 from, Vec3 to) {
    double dx = to.x() - from.x();
    double dy = to.y() - from.y();
    double length = Math.max(1e-9, dx * dx + dy * dy);
    double share = ((point.x() - from.x()) * dx + (point.y() - from.y()) * dy) / length;
    double nearest = Math.max(0, Math.min(1, share));
    return Math.hypot(point.x() - from.x() - nearest * dx, point.y() - from.y() - nearest * dy);
  }
}
