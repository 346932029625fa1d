package io.posestream.estimator.network;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import io.posestream.estimator.picture.PictureSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the network's answer: the people in it, in pixels of the picture as it was taken.
 *
 * <p>Of two poses that are nearly one and the same only the better is kept.
 *
 * @param joints of a pose
 * @param leastPerson score below which there is nobody, 0..1
 * @param leastJoint score below which a joint is absent, 0..1
 * @param mostPersons how many are kept, the best
 */
public record PoseReader(int joints, float leastPerson, float leastJoint, int mostPersons) {
  private static final int BOX_AND_SCORE = 5;

  /**
   * Where the picture lies in the network's canvas.
   *
   * @param canvas its size
   * @param shown size of the picture in its upper left
   * @param taken size of the picture as it was taken
   */
  public record Placement(PictureSize canvas, PictureSize shown, PictureSize taken) {
    private float x(float share) {
      return share * canvas.width() * taken.width() / shown.width();
    }

    private float y(float share) {
      return share * canvas.height() * taken.height() / shown.height();
    }
  }

  /**
   * Returns the people in an answer, the best first, without ids.
   *
   * @param values y, x and score of each joint, then top, left, bottom, right and score of the
   *     person, in shares of the canvas; person by person
   * @param placement of the picture that the answer is about
   */
  public List<Person> read(float[] values, Placement placement) {
    int length = Person.STRIDE * joints + BOX_AND_SCORE;
    List<Person> found = new ArrayList<>();
    for (int row = 0; row + length <= values.length; row += length) {
      // Not below: a score that is no number is no person.
      if (values[row + length - 1] >= leastPerson) {
        found.add(person(values, row, placement));
      }
    }
    found.sort(Comparator.comparingDouble(person -> -person.score()));
    return Duplicates.without(found).stream()
        .filter(person -> person.meanJointScore() > 0)
        .limit(mostPersons)
        .toList();
  }

  private Person person(float[] values, int row, Placement placement) {
    float[] keypoints = new float[Person.STRIDE * joints];
    for (int i = 0; i < keypoints.length; i += Person.STRIDE) {
      float score = values[row + i + 2];
      if (score >= leastJoint) {
        keypoints[i] = placement.x(values[row + i + 1]);
        keypoints[i + 1] = placement.y(values[row + i]);
        keypoints[i + 2] = Math.min(1, score);
      }
    }
    int box = row + keypoints.length;
    return Person.owning("", keypoints, Math.min(1, values[box + 4]), box(values, box, placement));
  }

  private static BoundingBox box(float[] values, int at, Placement placement) {
    float top = placement.y(values[at]);
    float left = placement.x(values[at + 1]);
    float bottom = placement.y(values[at + 2]);
    float right = placement.x(values[at + 3]);
    return new BoundingBox(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  }
}
