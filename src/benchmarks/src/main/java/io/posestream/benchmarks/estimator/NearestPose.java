package io.posestream.benchmarks.estimator;

import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The plain tracker to compare with: everybody takes the id of the nearest pose in the last frame,
 * nearest pairs first, if that is less than a body's height away.
 *
 * <p>Mutable; owned and used by one thread, for one camera.
 */
final class NearestPose {
  private List<Person> last = List.of();
  private long given;

  private record Pair(int person, Person before, double distance) {}

  /** Names the persons of the next frame. */
  List<Person> follow(List<Person> persons) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < persons.size(); i++) {
      for (Person before : last) {
        double distance = distance(before, persons.get(i));
        if (distance < height(persons.get(i))) {
          pairs.add(new Pair(i, before, distance));
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::distance));
    String[] ids = new String[persons.size()];
    Set<String> taken = new HashSet<>();
    for (Pair pair : pairs) {
      if (ids[pair.person()] == null && taken.add(pair.before().trackId())) {
        ids[pair.person()] = pair.before().trackId();
      }
    }
    last = named(persons, ids);
    return last;
  }

  private List<Person> named(List<Person> persons, String[] ids) {
    List<Person> named = new ArrayList<>();
    for (int i = 0; i < persons.size(); i++) {
      Person person = persons.get(i);
      String id = ids[i] == null ? String.valueOf(++given) : ids[i];
      named.add(new Person(id, person.keypoints(), person.score()));
    }
    return named;
  }

  private static double height(Person person) {
    return person.jointExtent().map(box -> Math.max(box.height(), box.width())).orElse(0f);
  }

  private static double distance(Person one, Person other) {
    double sum = 0;
    int common = 0;
    for (int joint = 0; joint < one.joints(); joint++) {
      if (one.jointScore(joint) > 0 && other.jointScore(joint) > 0) {
        sum += Math.hypot(one.x(joint) - other.x(joint), one.y(joint) - other.y(joint));
        common++;
      }
    }
    return common == 0 ? Double.POSITIVE_INFINITY : sum / common;
  }
}
