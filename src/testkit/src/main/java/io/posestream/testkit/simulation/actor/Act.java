package io.posestream.testkit.simulation.actor;

import io.posestream.testkit.simulation.body.Spot;
import io.posestream.testkit.simulation.motion.Motion;
import java.util.Optional;

/**
 * A stretch of an actor's script.
 *
 * @param label what a model should call it, if anything
 * @param partner track of whoever it is done with, if anybody
 * @param seconds how long it lasts
 * @param motion how the body moves
 * @param from where it begins
 * @param to where it ends
 */
record Act(
    Optional<String> label,
    Optional<String> partner,
    double seconds,
    Motion motion,
    Spot from,
    Spot to) {
  /** An act on the spot that means nothing. */
  static Act idle(double seconds, Motion motion, Spot spot) {
    return new Act(Optional.empty(), Optional.empty(), seconds, motion, spot, spot);
  }

  /** An act on the spot. */
  static Act of(String label, double seconds, Motion motion, Spot spot) {
    return new Act(Optional.of(label), Optional.empty(), seconds, motion, spot, spot);
  }

  /** A walk or a run. */
  static Act travel(String label, double seconds, Motion motion, Spot from, Spot to) {
    return new Act(Optional.of(label), Optional.empty(), seconds, motion, from, to);
  }

  /** Returns this act, done with somebody. */
  Act with(String other) {
    return new Act(label, Optional.of(other), seconds, motion, from, to);
  }

  /** Returns where the body is {@code time} seconds into the act; it stays where the act ends. */
  Spot spotAt(double time) {
    return from.towards(to, from.equals(to) ? 1 : Math.min(1, time / seconds));
  }
}
