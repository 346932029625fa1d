package io.posestream.estimator.network;

import io.posestream.core.pose.Person;
import io.posestream.core.track.PoseLikeness;
import java.util.ArrayList;
import java.util.List;

/** Leaves out poses that show somebody once more. */
final class Duplicates {
  // Two people of whom one hides the other are less alike than that.
  private static final double SAME = 0.8;

  private Duplicates() {}

  /** Returns the persons, in order, that are not nearly the same as one before. */
  static List<Person> without(List<Person> bestFirst) {
    List<Person> kept = new ArrayList<>();
    for (Person person : bestFirst) {
      if (kept.stream().noneMatch(other -> PoseLikeness.ofJoints(other, person) >= SAME)) {
        kept.add(person);
      }
    }
    return kept;
  }
}
