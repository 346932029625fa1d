package io.posestream.testkit.simulation.motion;

import io.posestream.testkit.simulation.body.Posture;

/** A way to move: the posture at every moment since it began. */
@FunctionalInterface
public interface Motion {
  /** Returns the posture {@code seconds} after the motion began. */
  Posture at(double seconds);

  /** Returns a sine wave of an amplitude 1, of {@code hertz}, with a phase in turns. */
  static double wave(double seconds, double hertz, double phase) {
    return Math.sin(2 * Math.PI * (hertz * seconds + phase));
  }

  /** Returns 0 before {@code from}, 1 after {@code from + seconds}, and a smooth step between. */
  static double step(double time, double from, double seconds) {
    double share = Math.max(0, Math.min(1, (time - from) / seconds));
    return share * share * (3 - 2 * share);
  }
}
