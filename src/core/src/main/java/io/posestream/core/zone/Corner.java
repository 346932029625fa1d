package io.posestream.core.zone;

import java.io.Serializable;

/**
 * A corner of a zone.
 *
 * @param x in 0..1 of the image's width, to the right
 * @param y in 0..1 of the image's height, down
 */
public record Corner(double x, double y) implements Serializable {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the corner lies outside the image
   */
  public Corner {
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
      throw new IllegalArgumentException(
          "expected corners within 0..1 of the image's width and height, got [%s, %s]"
              .formatted(x, y));
    }
  }
}
