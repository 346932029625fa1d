package io.posestream.core.window;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.util.Arrays;
import java.util.List;

/**
 * A body of a test: where it is, how tall, and whether it waves.
 *
 * @param track the tracker's id
 * @param x of its centre in pixels
 * @param y of its centre in pixels
 * @param height in pixels
 * @param wave how far one joint swings, in pixels
 * @param score of every joint
 */
public record Body(String track, double x, double y, double height, double wave, double score) {
  /** Returns one of 100 px who waves. */
  public static Body waving(String track, double x) {
    return new Body(track, x, 240, 100, 20, 0.5);
  }

  /** Returns one of 100 px who stands still. */
  public static Body still(String track, double x) {
    return new Body(track, x, 240, 100, 0, 0.5);
  }

  /** Returns this body elsewhere. */
  public Body at(double newX, double newY) {
    return new Body(track, newX, newY, height, wave, score);
  }

  /** Returns this body under another id. */
  public Body as(String newTrack) {
    return new Body(newTrack, x, y, height, wave, score);
  }

  /** Returns this body, of which the estimator is as sure. */
  public Body scoring(double newScore) {
    return new Body(track, x, y, height, wave, newScore);
  }

  /** Returns frame i of a camera with 10 frames a second that sees these bodies. */
  public static PoseFrame frame(int i, Body... bodies) {
    List<Person> persons = Arrays.stream(bodies).map(body -> body.person(i)).toList();
    return new PoseFrame("cam", i, 100_000L * i, 640, 480, KeypointLayout.COCO17, persons);
  }

  // Joints on a line from head to foot; the last but one swings, within the line.
  private Person person(int i) {
    float[] keypoints = new float[51];
    for (int joint = 0; joint < 17; joint++) {
      keypoints[3 * joint] = (float) (x + (joint == 15 ? wave * (i % 2 == 0 ? 1 : -1) : 0));
      keypoints[3 * joint + 1] = (float) (y + height * (joint / 16.0 - 0.5));
      keypoints[3 * joint + 2] = (float) score;
    }
    return new Person(track, keypoints, 1);
  }
}
