package io.posestream.testkit.simulation.motion;

import io.posestream.testkit.simulation.body.Posture;
import io.posestream.testkit.simulation.body.Stature;
import io.posestream.testkit.simulation.body.Vec3;

/**
 * The motions of a fight, in step with each other: a blow lands {@link #LANDS} seconds after the
 * start of every {@link #PERIOD}.
 */
public enum Fighting implements Motion {
  /** A step towards the other, a wide swing of the right fist at the head, and a step back. */
  PUNCHING {
    @Override
    public Posture at(double seconds) {
      double drawn = pulse(seconds, 0.15, 0.3, 0.05, 0.2);
      double blow = pulse(seconds, LANDS - 0.22, 0.22, 0.15, 0.43);
      double step = 0.235 * pulse(seconds, 0.1, LANDS - 0.1, 0.1, 0.5);
      Vec3 fist = READY.towards(DRAWN, drawn).towards(STRUCK, blow);
      return Posture.UPRIGHT
          .withTrunk(new Vec3(step, 0.512, 0), 0.05 + 0.21 * blow, 0, 0.52 * blow - 0.35 * drawn)
          .withHands(READY.towards(GUARD, Math.max(drawn, blow)), fist)
          .withFeet(foot(0.1 + step), foot(0.9 * step - 0.15));
    }
  },
  /** A kick with the right foot at the other's waist, the trunk leaning back. */
  KICKING {
    @Override
    public Posture at(double seconds) {
      double blow = pulse(seconds, LANDS - 0.27, 0.27, 0.2, 0.53);
      double step = 0.165 * pulse(seconds, 0.1, LANDS - 0.1, 0.1, 0.5);
      Vec3 stretched = new Vec3(0.43 + step, 0.545, 0.02);
      // The foot swings forward under the rising knee first, then up.
      Vec3 kick = foot(-0.12).towards(stretched, blow).plus(SWING.times(Math.sin(Math.PI * blow)));
      return Posture.UPRIGHT
          .withTrunk(new Vec3(step + 0.01, 0.518, 0), 0.05 - 0.49 * blow, 0, 0.52 * blow)
          .withHands(READY.towards(GUARD, blow), READY.towards(GUARD, 0.5 * blow))
          .withFeet(foot(0.02 + step), kick);
    }
  },
  /** Knocked back: the trunk bends backwards, a foot steps back, the hands come up. */
  REELING {
    @Override
    public Posture at(double seconds) {
      double hit = pulse(seconds, LANDS - 0.15, 0.25, 0.22, 0.58);
      Vec3 hands = READY.towards(new Vec3(0.15, -0.09, -0.02), hit);
      return Posture.UPRIGHT
          .withTrunk(
              new Vec3(-0.08 * hit, 0.516 - 0.025 * hit, 0),
              0.04 - 0.55 * hit,
              0.06 * hit,
              0.3 * hit)
          .withHands(hands, hands)
          .withFeet(foot(0.05), foot(-0.04 - 0.19 * hit));
    }
  };

  /** Seconds from one blow to the next. */
  static final double PERIOD = 1.6;

  /** Seconds from the start of a period until the blow lands. */
  static final double LANDS = 0.65;

  private static final Vec3 READY = new Vec3(0.085, -0.25, 0.03);
  private static final Vec3 GUARD = new Vec3(0.1, -0.19, 0);
  private static final Vec3 DRAWN = new Vec3(-0.08, 0, 0.13);
  private static final Vec3 STRUCK = new Vec3(0.305, 0.035, -0.06);
  private static final Vec3 SWING = new Vec3(0.04, -0.12, 0);

  private static Vec3 foot(double ahead) {
    return new Vec3(ahead, Stature.ANKLE, 0.055);
  }

  /** Returns a pulse of every period: it rises to 1, holds and falls back to 0. */
  private static double pulse(double seconds, double from, double rise, double hold, double fall) {
    double time = seconds - PERIOD * Math.floor(seconds / PERIOD);
    return Motion.step(time, from, rise) * (1 - Motion.step(time, from + rise + hold, fall));
  }
}
