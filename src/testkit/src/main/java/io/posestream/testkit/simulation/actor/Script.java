package io.posestream.testkit.simulation.actor;

import io.posestream.testkit.simulation.body.Pose;
import io.posestream.testkit.simulation.motion.Motion;
import java.util.ArrayList;
import java.util.List;

/**
 * Acts one after the other, each running smoothly into the next.
 *
 * @param acts in order
 * @param rest what follows the last
 */
record Script(List<Act> acts, Act rest) {
  /** Seconds in which one act goes over into the next. */
  private static final double TRANSITION = 0.35;

  /** Returns the pose {@code time} seconds after the script began. */
  Pose at(double time) {
    double begun = 0;
    int act = 0;
    while (act < acts.size() && time >= begun + acts.get(act).seconds()) {
      begun += acts.get(act).seconds();
      act++;
    }
    return poseIn(act, time - begun);
  }

  private Pose poseIn(int act, double time) {
    Pose pose = plain(act(act), time);
    if (act == 0 || time >= TRANSITION) {
      return pose;
    }
    Act before = act(act - 1);
    Pose old = plain(before, before.seconds() + time);
    return pose.reachedFrom(old, Motion.step(time, 0, TRANSITION));
  }

  private Act act(int index) {
    return index < acts.size() ? acts.get(index) : rest;
  }

  private static Pose plain(Act act, double time) {
    return new Pose(act.motion().at(time), act.spotAt(time));
  }

  /** Returns the acts with a label, as intervals of a scene the script enters and leaves. */
  List<LabelledAction> actions(double enters, double leaves) {
    List<LabelledAction> actions = new ArrayList<>();
    double from = enters;
    for (Act act : acts) {
      double to = from + act.seconds();
      if (act.label().isPresent() && from < leaves) {
        actions.add(
            new LabelledAction(act.label().get(), act.partner(), from, Math.min(to, leaves)));
      }
      from = to;
    }
    return actions;
  }
}
