package io.posestream.core.event;

import java.io.Serializable;

/**
 * How long an action must show, may pause and may last; times are event time.
 *
 * @param confirmWindows windows in a row that must support an action before it starts, positive:
 *     all of them at or above a third of the exit threshold, one at or above the enter threshold
 * @param minDurationMillis what ends sooner is retracted; 0 for none
 * @param gapMillis time below the exit threshold, or out of sight, that does not end it
 * @param maxDurationMillis time after which it ends and may start anew, positive
 * @param coolDownMillis time after its end in which it does not start anew
 */
public record Persistence(
    int confirmWindows,
    long minDurationMillis,
    long gapMillis,
    long maxDurationMillis,
    long coolDownMillis)
    implements Serializable {
  /** One window is enough, one window ends it: thresholds alone decide. */
  public static final Persistence NONE = new Persistence(1, 0, 0, 600_000, 0);

  /** The defaults of the job: one clear window starts an action, one bad window does not end it. */
  public static final Persistence DEFAULTS = new Persistence(1, 0, 1000, 600_000, 0);

  /** Most windows that may be asked for. */
  public static final int MOST_CONFIRM_WINDOWS = 100;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting, the range and the value
   */
  public Persistence {
    if (confirmWindows < 1 || confirmWindows > MOST_CONFIRM_WINDOWS) {
      throw new IllegalArgumentException(
          "confirm-windows: expected 1..%d, got %d"
              .formatted(MOST_CONFIRM_WINDOWS, confirmWindows));
    }
    notNegative("min-duration", minDurationMillis);
    notNegative("gap", gapMillis);
    notNegative("cool-down", coolDownMillis);
    if (maxDurationMillis < 1 || maxDurationMillis < minDurationMillis) {
      throw new IllegalArgumentException(
          "max-duration: expected a positive time, at least the min-duration of %d ms, got %d ms"
              .formatted(minDurationMillis, maxDurationMillis));
    }
  }

  private static void notNegative(String setting, long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException(
          "%s: expected no negative time, got %d ms".formatted(setting, millis));
    }
  }

  /** Returns this persistence with another number of windows that confirm. */
  public Persistence withConfirmWindows(int changed) {
    return new Persistence(
        changed, minDurationMillis, gapMillis, maxDurationMillis, coolDownMillis);
  }

  /** Returns this persistence with another least duration. */
  public Persistence withMinDurationMillis(long changed) {
    return new Persistence(confirmWindows, changed, gapMillis, maxDurationMillis, coolDownMillis);
  }

  /** Returns this persistence with another gap. */
  public Persistence withGapMillis(long changed) {
    return new Persistence(
        confirmWindows, minDurationMillis, changed, maxDurationMillis, coolDownMillis);
  }

  /** Returns this persistence with another longest duration. */
  public Persistence withMaxDurationMillis(long changed) {
    return new Persistence(confirmWindows, minDurationMillis, gapMillis, changed, coolDownMillis);
  }

  /** Returns this persistence with another cool-down. */
  public Persistence withCoolDownMillis(long changed) {
    return new Persistence(
        confirmWindows, minDurationMillis, gapMillis, maxDurationMillis, changed);
  }
}
