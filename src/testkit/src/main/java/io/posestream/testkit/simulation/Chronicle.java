package io.posestream.testkit.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Writes down what the actors of a scene do.
 *
 * @param camera id of the camera
 * @param startMicros event time of the first frame
 * @param seconds length of the scene
 * @param tracker who goes by which id
 */
record Chronicle(String camera, long startMicros, double seconds, Tracker tracker) {
  /** Returns the truths, what goes on without a break as one. */
  List<Truth> of(List<Actor> actors) {
    List<Truth> truths = new ArrayList<>();
    for (Actor actor : actors) {
      for (Deed deed : actor.deeds()) {
        if (deed.from() < seconds) {
          truths.add(truth(actor, deed));
        }
      }
    }
    truths.sort(Comparator.comparingLong(Truth::startMillis));
    return joined(truths);
  }

  private Truth truth(Actor actor, Deed deed) {
    double to = Math.min(deed.to(), seconds);
    Set<String> tracks = tracker.idsOf(actor.track(), deed.from(), to);
    deed.partner().ifPresent(other -> tracks.addAll(tracker.idsOf(other, deed.from(), to)));
    return new Truth(camera, deed.label(), millis(deed.from()), millis(to), tracks);
  }

  private static List<Truth> joined(List<Truth> truths) {
    List<Truth> joined = new ArrayList<>();
    for (Truth next : truths) {
      int before = lastContinuedBy(joined, next);
      if (before < 0) {
        joined.add(next);
      } else {
        joined.set(before, joined.get(before).until(next.endMillis()));
      }
    }
    return joined;
  }

  private static int lastContinuedBy(List<Truth> truths, Truth next) {
    for (int i = truths.size() - 1; i >= 0; i--) {
      if (truths.get(i).continuedBy(next)) {
        return i;
      }
    }
    return -1;
  }

  private long millis(double second) {
    return startMicros / 1000 + Math.round(1000 * second);
  }
}
