package io.posestream.core.track;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import java.util.Arrays;
import java.util.Optional;

/**
 * How one pose lies to another.
 *
 * @param x median step of the joints to the right, in pixels
 * @param y median step of the joints down, in pixels
 * @param size of the larger body, the longer side of the box around its joints, in pixels
 * @param growth size of the second body over that of the first
 */
record Shift(double x, double y, double size, double growth) {
  // Fewer common joints say too little; then the boxes must do.
  private static final int LEAST_JOINTS = 4;

  static Shift between(Person from, Person to) {
    double fromSize = size(from);
    double toSize = size(to);
    double size = Math.max(Math.max(fromSize, toSize), 1);
    double growth = fromSize > 0 && toSize > 0 ? toSize / fromSize : 1;
    int joints = Math.min(from.joints(), to.joints());
    double[] dx = new double[joints];
    double[] dy = new double[joints];
    int common = 0;
    for (int joint = 0; joint < joints; joint++) {
      if (from.jointScore(joint) > 0 && to.jointScore(joint) > 0) {
        dx[common] = to.x(joint) - from.x(joint);
        dy[common] = to.y(joint) - from.y(joint);
        common++;
      }
    }
    if (common < LEAST_JOINTS) {
      return new Shift(centreX(to) - centreX(from), centreY(to) - centreY(from), size, growth);
    }
    return new Shift(median(dx, common), median(dy, common), size, growth);
  }

  /**
   * Returns the median distance of the joints of the same two bodies once the step is taken off, in
   * body sizes; 0 for too few common joints.
   */
  double deformation(Person from, Person to) {
    double[] rest = new double[Math.min(from.joints(), to.joints())];
    int common = 0;
    for (int joint = 0; joint < rest.length; joint++) {
      if (from.jointScore(joint) > 0 && to.jointScore(joint) > 0) {
        double dx = to.x(joint) - from.x(joint);
        double dy = to.y(joint) - from.y(joint);
        rest[common++] = Math.hypot(dx - x, dy - y);
      }
    }
    return common < LEAST_JOINTS ? 0 : median(rest, common) / size;
  }

  /** Returns how far the step is from one that was foreseen, in body sizes. */
  double beside(double foreseenX, double foreseenY) {
    return Math.hypot(x - foreseenX, y - foreseenY) / size;
  }

  // Sorts the values.
  private static double median(double[] values, int count) {
    Arrays.sort(values, 0, count);
    return values[count / 2];
  }

  private static double size(Person person) {
    Optional<BoundingBox> box = person.jointExtent();
    return box.map(extent -> (double) Math.max(extent.width(), extent.height())).orElse(0.0);
  }

  private static double centreX(Person person) {
    return person.jointExtent().map(box -> box.x() + box.width() / 2.0).orElse(0.0);
  }

  private static double centreY(Person person) {
    return person.jointExtent().map(box -> box.y() + box.height() / 2.0).orElse(0.0);
  }
}
