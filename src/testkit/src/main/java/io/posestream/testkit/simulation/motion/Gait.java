package io.posestream.testkit.simulation.motion;

import io.posestream.testkit.simulation.body.Posture;
import io.posestream.testkit.simulation.body.Stature;
import io.posestream.testkit.simulation.body.Vec3;

/**
 * Walking or running at a constant speed.
 *
 * <p>Each foot stands for a share of the cycle, gliding back under the body as fast as the body
 * moves, and swings forward for the rest; arms swing against the legs.
 *
 * @param speed in statures per second
 * @param hertz cycles, of two steps, per second
 * @param stance share of the cycle a foot stands
 * @param lift of the swinging foot in shares of the stature
 * @param style how the arms are held
 */
public record Gait(double speed, double hertz, double stance, double lift, Style style)
    implements Motion {
  /** How the arms are held. */
  enum Style {
    /** Hanging. */
    WALK,
    /** Bent. */
    RUN
  }

  /** Returns a walk at a speed of a body of a stature in metres. */
  public static Gait walk(double metresPerSecond, double stature) {
    return new Gait(
        metresPerSecond / stature, 0.45 + 0.38 * metresPerSecond, 0.6, 0.08, Style.WALK);
  }

  /** Returns a run at a speed of a body of a stature in metres. */
  public static Gait run(double metresPerSecond, double stature) {
    return new Gait(metresPerSecond / stature, 0.9 + 0.17 * metresPerSecond, 0.36, 0.13, Style.RUN);
  }

  @Override
  public Posture at(double seconds) {
    double left = turns(hertz * seconds);
    double right = turns(hertz * seconds + 0.5);
    double swing = Math.cos(2 * Math.PI * left);
    // The hips are lowest when both feet are apart: twice in a cycle.
    double bob = -Math.cos(4 * Math.PI * (left - 0.1));
    return Posture.UPRIGHT
        .withTrunk(hips(bob), style == Style.RUN ? 0.2 : 0.06, 0, 0.14 * swing)
        .withHands(hand(-swing), hand(swing))
        .withFeet(foot(left), foot(right));
  }

  private Vec3 hips(double bob) {
    return style == Style.RUN
        ? new Vec3(0.01, 0.512 + 0.012 * bob, 0)
        : new Vec3(0.01, 0.514 + 0.008 * bob, 0);
  }

  private Vec3 foot(double phase) {
    double half = Math.min(0.24, 0.5 * speed * stance / hertz);
    double height = Stature.ANKLE;
    double ahead;
    if (phase < stance) {
      double share = phase / stance;
      ahead = half * (1 - 2 * share);
      height += 0.03 * Math.max(0, (share - 0.7) / 0.3);
    } else {
      double share = (phase - stance) / (1 - stance);
      ahead = -half * Math.cos(Math.PI * share);
      height += lift * Math.sin(Math.PI * Math.pow(share, 0.7)) + 0.03 * (1 - share);
    }
    return new Vec3(ahead, height, 0.045);
  }

  private Vec3 hand(double swing) {
    if (style == Style.RUN) {
      return new Vec3(0.1 + 0.12 * swing, -0.17 + 0.06 * swing, 0.0);
    }
    double angle = 0.06 + 0.45 * swing;
    return new Vec3(0.316 * Math.sin(angle), -0.316 * Math.cos(angle), 0.035);
  }

  private static double turns(double cycles) {
    return cycles - Math.floor(cycles);
  }
}
