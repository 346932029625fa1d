package io.posestream.core.zone;

import java.io.Serializable;
import java.util.List;

/**
 * An area of a camera's image: a simple polygon.
 *
 * @param id by which events name it
 * @param corners in order around the polygon; the last joins the first
 */
public record Zone(String id, List<Corner> corners) implements Serializable {
  /**
   * Copies the corners in and checks them.
   *
   * @throws IllegalArgumentException if the id is empty, or the corners are fewer than three,
   *     repeat each other, enclose nothing or make a polygon that crosses itself
   */
  public Zone {
    corners = List.copyOf(corners);
    if (id.isBlank()) {
      throw new IllegalArgumentException("expected a zone id, got '" + id + "'");
    }
    if (corners.size() < 3) {
      throw new IllegalArgumentException("expected at least 3 corners, got " + corners.size());
    }
    requireDistinct(corners);
    requireSimple(corners);
    if (area(corners) == 0) {
      throw new IllegalArgumentException("expected corners around an area, got all on one line");
    }
  }

  /**
   * Returns whether a point lies inside; a point on the edge may count for either side.
   *
   * @param x in 0..1 of the image's width
   * @param y in 0..1 of the image's height
   */
  public boolean contains(double x, double y) {
    boolean inside = false;
    for (int i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
      Corner a = corners.get(i);
      Corner b = corners.get(j);
      // A ray to the right crosses the edges of a polygon it starts in an odd number of times.
      if (a.y() > y != b.y() > y && x < (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()) + a.x()) {
        inside = !inside;
      }
    }
    return inside;
  }

  private static void requireDistinct(List<Corner> corners) {
    for (int i = 0; i < corners.size(); i++) {
      int again = corners.lastIndexOf(corners.get(i));
      if (again != i) {
        throw new IllegalArgumentException(
            "expected each corner once, got [%s, %s] as number %d and %d"
                .formatted(corners.get(i).x(), corners.get(i).y(), i + 1, again + 1));
      }
    }
  }

  private static void requireSimple(List<Corner> corners) {
    int count = corners.size();
    for (int i = 0; i < count; i++) {
      for (int j = i + 2; j < count; j++) {
        boolean neighbours = i == 0 && j == count - 1;
        if (!neighbours && edgesCross(corners, i, j)) {
          throw new IllegalArgumentException(
              "expected edges that do not cross, got a crossing of the edges after corners %d and %d"
                  .formatted(i + 1, j + 1));
        }
      }
    }
  }

  private static boolean edgesCross(List<Corner> corners, int i, int j) {
    int count = corners.size();
    return cross(
        corners.get(i), corners.get((i + 1) % count), corners.get(j), corners.get((j + 1) % count));
  }

  // Two edges meet if the ends of each lie on different sides of the other, or on it.
  private static boolean cross(Corner a, Corner b, Corner c, Corner d) {
    return side(a, b, c) * side(a, b, d) <= 0
        && side(c, d, a) * side(c, d, b) <= 0
        && !apart(a, b, c, d);
  }

  // Edges on one line have all ends on each other; only their boxes tell whether they meet.
  private static boolean apart(Corner a, Corner b, Corner c, Corner d) {
    return Math.max(a.x(), b.x()) < Math.min(c.x(), d.x())
        || Math.max(c.x(), d.x()) < Math.min(a.x(), b.x())
        || Math.max(a.y(), b.y()) < Math.min(c.y(), d.y())
        || Math.max(c.y(), d.y()) < Math.min(a.y(), b.y());
  }

  private static double side(Corner from, Corner to, Corner point) {
    return Math.signum(
        (to.x() - from.x()) * (point.y() - from.y())
            - (to.y() - from.y()) * (point.x() - from.x()));
  }

  private static double area(List<Corner> corners) {
    double twice = 0;
    for (int i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
      twice += corners.get(j).x() * corners.get(i).y() - corners.get(i).x() * corners.get(j).y();
    }
    // Corners on one line leave what rounding leaves.
    return Math.abs(twice) < 1e-12 ? 0 : Math.abs(twice) / 2;
  }
}
