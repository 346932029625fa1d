package io.posestream.core.track;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import java.util.Optional;

/** How alike two poses of COCO-17 are by where they are, each measure in 0..1. */
public final class PoseLikeness {
  // COCO's constants of the 17 joints: how far annotators differ, by the size of the person.
  private static final double[] SIGMAS = {
    0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107,
    0.087, 0.087, 0.089, 0.089
  };
  // A person fills about half of the box around the joints.
  private static final double FILLED = 0.53;

  private PoseLikeness() {}

  /** Returns COCO's object keypoint similarity over the joints that both have, 0 without any. */
  public static double ofJoints(Person one, Person other) {
    return ofJoints(one, other, 0, 0);
  }

  /**
   * Returns COCO's object keypoint similarity over the joints that both have, 0 without any.
   *
   * @param dx pixels that {@code from} is moved to the right first
   * @param dy pixels that {@code from} is moved down first
   */
  // Mean over the common joints of exp(-d^2 / (2 s^2 (2 sigma)^2)), s^2 the person's area.
  static double ofJoints(Person from, Person to, double dx, double dy) {
    double area = FILLED * Math.max(area(from), area(to));
    double sum = 0;
    int common = 0;
    for (int joint = 0; joint < SIGMAS.length; joint++) {
      if (from.jointScore(joint) > 0 && to.jointScore(joint) > 0) {
        double x = to.x(joint) - from.x(joint) - dx;
        double y = to.y(joint) - from.y(joint) - dy;
        sum += Math.exp(-(x * x + y * y) / (8 * area * SIGMAS[joint] * SIGMAS[joint]));
        common++;
      }
    }
    return common == 0 ? 0 : sum / common;
  }

  /**
   * Returns how far the joints that both have lie apart, on average, in sizes of the larger body;
   * infinite without any. See {@link #ofJoints}.
   */
  static double distance(Person from, Person to, double dx, double dy) {
    double sum = 0;
    int common = 0;
    for (int joint = 0; joint < SIGMAS.length; joint++) {
      if (from.jointScore(joint) > 0 && to.jointScore(joint) > 0) {
        sum += Math.hypot(to.x(joint) - from.x(joint) - dx, to.y(joint) - from.y(joint) - dy);
        common++;
      }
    }
    return common == 0
        ? Double.POSITIVE_INFINITY
        : sum / common / Math.max(longSide(from), longSide(to));
  }

  private static double longSide(Person person) {
    return person
        .jointExtent()
        .map(box -> Math.max(1, Math.max(box.width(), box.height())))
        .orElse(1f);
  }

  private static double area(Person person) {
    return person
        .jointExtent()
        .map(box -> Math.max(1.0, (double) box.width() * box.height()))
        .orElse(1.0);
  }

  /** Returns the overlap of the two boxes over what they cover; see {@link #ofJoints}. */
  static double ofBoxes(Person from, Person to, double dx, double dy) {
    Optional<BoundingBox> one = from.extent();
    Optional<BoundingBox> other = to.extent();
    if (one.isEmpty() || other.isEmpty()) {
      return 0;
    }
    BoundingBox a = one.get();
    BoundingBox b = other.get();
    double width =
        Math.min(a.x() + dx + a.width(), b.x() + b.width()) - Math.max(a.x() + dx, b.x());
    double height =
        Math.min(a.y() + dy + a.height(), b.y() + b.height()) - Math.max(a.y() + dy, b.y());
    double common = Math.max(0, width) * Math.max(0, height);
    double all = (double) a.width() * a.height() + (double) b.width() * b.height() - common;
    return all > 0 ? common / all : 0;
  }
}
