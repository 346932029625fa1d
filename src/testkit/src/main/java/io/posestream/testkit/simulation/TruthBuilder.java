package io.posestream.testkit.simulation;

import io.posestream.testkit.simulation.actor.Actor;
import io.posestream.testkit.simulation.actor.LabelledAction;
import io.posestream.testkit.simulation.camera.Tracker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Makes the truth of a scene from what its actors do.
 *
 * @param camera id of the camera
 * @param startMicros event time of the first frame
 * @param seconds length of the scene
 * @param tracker who goes by which id
 */
record TruthBuilder(String camera, long startMicros, double seconds, Tracker tracker) {
  /** Returns the truths, what goes on without a break as one. */
  List<Truth> of(List<Actor> actors) {
    List<Truth> truths = new ArrayList<>();
    for (Actor actor : actors) {
      for (LabelledAction action : actor.actions()) {
        if (action.from() < seconds) {
          truths.add(truth(actor, action));
        }
      }
    }
    truths.sort(Comparator.comparingLong(Truth::startMillis));
    return joined(truths);
  }

  private Truth truth(Actor actor, LabelledAction action) {
    double to = Math.min(action.to(), seconds);
    Set<String> tracks = tracker.idsOf(actor.track(), action.from(), to);
    action.partner().ifPresent(other -> tracks.addAll(tracker.idsOf(other, action.from(), to)));
    return new Truth(camera, action.label(), millis(action.from()), millis(to), tracks);
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
