package io.posestream.core.track;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import java.util.Optional;

/**
 * How one pose lies to another.
 *
 * @param x median step of the joints to the right, in pixels
 * @param y median step of the joints down, in pixels
 * @param size of the larger body, the longer side of the box around its joints, in pixels
 * @param growth size of the second body over that of the first
 */
record PoseShift(double x, double y, double size, double growth) {
  // Fewer common joints say too little; then the boxes must do.
  private static final int LEAST_JOINTS = 4;

  /**
   * Compares two poses.
   *
   * @param scratch of the calling thread
   */
  static PoseShift between(Person from, Person to, Scratch scratch) {
    Optional<BoundingBox> fromBox = from.jointExtent();
    Optional<BoundingBox> toBox = to.jointExtent();
    double fromSize = size(fromBox);
    double toSize = size(toBox);
    double size = Math.max(Math.max(fromSize, toSize), 1);
    double growth = fromSize > 0 && toSize > 0 ? toSize / fromSize : 1;
    int joints = Math.min(from.joints(), to.joints());
    double[] dx = scratch.first(joints);
    double[] dy = scratch.second(joints);
    int common = 0;
    for (int joint = 0; joint < joints; joint++) {
      if (from.jointScore(joint) > 0 && to.jointScore(joint) > 0) {
        dx[common] = to.x(joint) - from.x(joint);
        dy[common] = to.y(joint) - from.y(joint);
        common++;
      }
    }
    if (common < LEAST_JOINTS) {
      return new PoseShift(
          centreX(toBox) - centreX(fromBox), centreY(toBox) - centreY(fromBox), size, growth);
    }
    return new PoseShift(Median.of(dx, common), Median.of(dy, common), size, growth);
  }

  /** Room for the values of each joint; owned and used by one thread. */
  static final class Scratch {
    private double[] first = new double[0];
    private double[] second = new double[0];

    private double[] first(int joints) {
      if (first.length < joints) {
        first = new double[joints];
        second = new double[joints];
      }
      return first;
    }

    private double[] second(int joints) {
      first(joints);
      return second;
    }
  }

  /**
   * Returns the median distance of the joints of the same two bodies once the step is taken off, in
   * body sizes; 0 for too few common joints.
   */
  double deformation(Person from, Person to, Scratch scratch) {
    int joints = Math.min(from.joints(), to.joints());
    double[] squares = scratch.first(joints);
    int common = 0;
    for (int joint = 0; joint < joints; joint++) {
      if (from.jointScore(joint) > 0 && to.jointScore(joint) > 0) {
        double dx = to.x(joint) - from.x(joint) - x;
        double dy = to.y(joint) - from.y(joint) - y;
        squares[common++] = dx * dx + dy * dy;
      }
    }
    return common < LEAST_JOINTS ? 0 : Math.sqrt(Median.of(squares, common)) / size;
  }

  /** Returns how far the step is from one that was foreseen, in body sizes. */
  double beside(double foreseenX, double foreseenY) {
    double dx = x - foreseenX;
    double dy = y - foreseenY;
    return Math.sqrt(dx * dx + dy * dy) / size;
  }

  private static double size(Optional<BoundingBox> box) {
    return box.map(extent -> (double) Math.max(extent.width(), extent.height())).orElse(0.0);
  }

  private static double centreX(Optional<BoundingBox> box) {
    return box.map(extent -> extent.x() + extent.width() / 2.0).orElse(0.0);
  }

  private static double centreY(Optional<BoundingBox> box) {
    return box.map(extent -> extent.y() + extent.height() / 2.0).orElse(0.0);
  }
}
