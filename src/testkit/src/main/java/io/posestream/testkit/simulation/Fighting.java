package io.posestream.testkit.simulation;

/**
 * The motions of a fight, in step with each other: a blow lands {@link #LANDS} seconds after the
 * start of every {@link #PERIOD}.
 */
enum Fighting implements Motion {
  /** A step towards the other, a wide swing of the right fist at the head, and a step back. */
  PUNCHING {
    @Override
    public Posture at(double seconds) {
      double drawn = pulse(seconds, 0.15, 0.3, 0.2);
      double blow = blow(seconds);
      double step = 0.18 * pulse(seconds, 0.1, LANDS - 0.1, 0.5);
      Vec3 fist = READY.towards(DRAWN, drawn).towards(STRUCK, blow);
      return Posture.UPRIGHT
          .withTrunk(new Vec3(step, 0.512, 0), 0.1 + 0.18 * blow, 0, 0.6 * blow - 0.35 * drawn)
          .withHands(READY.towards(GUARD, blow), fist)
          .withFeet(new Vec3(0.1 + step, FLAT, 0.05), new Vec3(0.9 * step - 0.12, FLAT, 0.06));
    }
  },
  /** A kick with the right foot at the other's chest. */
  KICKING {
    @Override
    public Posture at(double seconds) {
      double blow = blow(seconds);
      double step = 0.1 * pulse(seconds, 0.1, LANDS - 0.1, 0.5);
      Vec3 rest = new Vec3(-0.1, FLAT, 0.06);
      Vec3 stretched = new Vec3(0.47 + step, 0.56, 0.02);
      // The knee comes up first: the foot goes forward late and up early.
      Vec3 foot = rest.towards(stretched, blow).plus(KNEE_UP.times(Math.sin(Math.PI * blow)));
      return Posture.UPRIGHT
          .withTrunk(new Vec3(step + 0.02, 0.518, 0), 0.05 - 0.45 * blow, 0, 0.3 * blow)
          .withHands(READY.towards(GUARD, blow), READY)
          .withFeet(new Vec3(0.02 + step, FLAT, 0.05), foot);
    }
  },
  /** Knocked back: the trunk bends backwards, a foot steps back, the hands come up. */
  REELING {
    @Override
    public Posture at(double seconds) {
      double hit = pulse(seconds, LANDS - 0.15, 0.25, 0.6);
      Vec3 hands = READY.towards(new Vec3(0.2, -0.2, 0.02), hit);
      return Posture.UPRIGHT
          .withTrunk(new Vec3(-0.12 * hit, 0.516 - 0.07 * hit, 0), 0.04 - 0.6 * hit, 0.06 * hit, 0.3 * hit)
          .withHands(hands, hands)
          .withFeet(new Vec3(0.05, FLAT, 0.05), new Vec3(-0.04 - 0.2 * hit, FLAT, 0.06));
    }
  };

  /** Seconds from one blow to the next. */
  static final double PERIOD = 1.7;

  /** Seconds from the start of a period until the blow lands. */
  static final double LANDS = 0.65;

  private static final double FLAT = Stature.ANKLE;
  private static final Vec3 READY = new Vec3(0.06, -0.29, 0.03);
  private static final Vec3 GUARD = new Vec3(0.16, -0.2, 0.0);
  private static final Vec3 DRAWN = new Vec3(-0.08, 0.0, 0.16);
  private static final Vec3 STRUCK = new Vec3(0.32, 0.06, -0.08);
  private static final Vec3 KNEE_UP = new Vec3(-0.1, 0.06, 0);

  private static double blow(double seconds) {
    return pulse(seconds, LANDS - 0.2, 0.2, 0.45);
  }

  /** Returns a pulse of every period: it rises to 1, stays a moment and falls back to 0. */
  private static double pulse(double seconds, double from, double rise, double fall) {
    double time = seconds - PERIOD * Math.floor(seconds / PERIOD);
    return Motion.step(time, from, rise) * (1 - Motion.step(time, from + rise + 0.1, fall));
  }
}
