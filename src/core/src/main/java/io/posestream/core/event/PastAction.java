package io.posestream.core.event;

import java.util.Set;

/**
 * What an action that is over still keeps from starting.
 *
 * @param endMillis end of the action
 * @param coolUntilMillis end of its cool-down
 * @param severity of its label
 * @param actors who did it
 */
public record PastAction(long endMillis, long coolUntilMillis, int severity, Set<String> actors) {
  /** Copies the set in. */
  public PastAction {
    actors = Set.copyOf(actors);
  }

  /** Returns whether it has no say any more in windows from this one on. */
  boolean isForgottenAt(long windowStartMillis, long windowEndMillis) {
    return windowStartMillis >= endMillis && windowEndMillis >= coolUntilMillis;
  }
}
