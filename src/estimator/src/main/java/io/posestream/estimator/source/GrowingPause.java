package io.posestream.estimator.source;

import java.time.Duration;

/**
 * Pauses between attempts to connect: a second, then twice as long each time, up to half a minute.
 *
 * <p>Mutable; owned and used by one thread.
 */
final class GrowingPause {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private Duration next = FIRST;

  /** Returns how long to wait before the next attempt. */
  Duration next() {
    Duration pause = next;
    next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
    return pause;
  }

  /** Begins with the shortest pause again. */
  void reset() {
    next = FIRST;
  }
}
