package io.posestream.core.pose;

import java.util.List;
import java.util.Optional;

/**
 * Where the points of one picture of a camera lie in a picture of another size.
 *
 * @param scaleX factor of every x, positive
 * @param scaleY factor of every y, positive
 * @param shiftX added to every x after scaling, in pixels of the other picture
 * @param shiftY added to every y after scaling, in pixels of the other picture
 */
public record PictureMapping(float scaleX, float scaleY, float shiftX, float shiftY) {
  /** The mapping between pictures of one size. */
  public static final PictureMapping IDENTITY = new PictureMapping(1, 1, 0, 0);

  /**
   * Returns the mapping from a frame to the next one of the camera.
   *
   * <p>A picture of another shape is either stretched, or the sensor shows more or less at two of
   * the sides: both are tried, and the one is taken that moves the persons of both frames least.
   * Without a person in both, the picture counts as stretched.
   */
  public static PictureMapping between(PoseFrame from, PoseFrame to) {
    if (from.hasSizeOf(to)) {
      return IDENTITY;
    }
    float x = (float) to.width() / from.width();
    float y = (float) to.height() / from.height();
    PictureMapping best = new PictureMapping(x, y, 0, 0);
    double least = best.strays(from, to);
    for (float scale : new float[] {x, y}) {
      PictureMapping cut = centred(scale, from, to);
      double strays = cut.strays(from, to);
      if (strays < least) {
        best = cut;
        least = strays;
      }
    }
    return best;
  }

  private static PictureMapping centred(float scale, PoseFrame from, PoseFrame to) {
    return new PictureMapping(
        scale,
        scale,
        (to.width() - scale * from.width()) / 2,
        (to.height() - scale * from.height()) / 2);
  }

  /** Returns the sum of squared distances of the joints that both frames have; 0 without any. */
  private double strays(PoseFrame from, PoseFrame to) {
    double sum = 0;
    for (Person before : from.persons()) {
      Optional<Person> after = find(to.persons(), before.trackId());
      if (after.isPresent()) {
        sum += strays(before, after.get());
      }
    }
    return sum;
  }

  private static Optional<Person> find(List<Person> persons, String trackId) {
    return persons.stream().filter(person -> person.trackId().equals(trackId)).findFirst();
  }

  private double strays(Person before, Person after) {
    double sum = 0;
    for (int joint = 0; joint < Math.min(before.joints(), after.joints()); joint++) {
      if (before.jointScore(joint) > 0 && after.jointScore(joint) > 0) {
        double dx = x(before.x(joint)) - after.x(joint);
        double dy = y(before.y(joint)) - after.y(joint);
        sum += dx * dx + dy * dy;
      }
    }
    return sum;
  }

  float x(float x) {
    return x * scaleX + shiftX;
  }

  float y(float y) {
    return y * scaleY + shiftY;
  }

  /** Returns this mapping followed by another. */
  public PictureMapping then(PictureMapping next) {
    return new PictureMapping(
        scaleX * next.scaleX, scaleY * next.scaleY, next.x(shiftX), next.y(shiftY));
  }
}
