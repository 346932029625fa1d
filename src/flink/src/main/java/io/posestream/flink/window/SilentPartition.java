package io.posestream.flink.window;

import io.posestream.flink.window.FrameWatermarks.Witness;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.util.clock.RelativeClock;
import org.jspecify.annotations.Nullable;

/**
 * How long a partition has had no records to read.
 *
 * <p>While brokers are gone, all partitions are silent. If they ceased to hold back event time,
 * those that are read first afterwards would end the windows of the cameras in the others. So the
 * brokers are asked at each quarter of the time that silence has to last, and if they do not
 * answer, it counts anew.
 *
 * <p>Owned and used by one thread.
 */
final class SilentPartition {
  private static final int CHECKS = 4;

  private final RelativeClock clock;
  private final Witness witness;
  private final long checkMillis;
  private boolean heard = true;
  private long since;
  private int answered;
  private @Nullable CompletableFuture<Boolean> check;

  /**
   * Starts to listen.
   *
   * @param idleness how long silence has to last
   * @param clock time in which the partition could be read
   * @param witness asked while there is silence
   */
  SilentPartition(Duration idleness, RelativeClock clock, Witness witness) {
    this.clock = clock;
    this.witness = witness;
    this.checkMillis = Math.max(1, idleness.toMillis() / CHECKS);
  }

  /** Notes a record. */
  void hear() {
    heard = true;
  }

  /** Returns whether the partition has been silent for long enough; to be called periodically. */
  boolean isIdle() {
    if (heard) {
      listen();
    } else if (check != null && check.isDone()) {
      count(check.join());
    } else if (check == null && answered < CHECKS && dueMillis() <= clock.relativeTimeMillis()) {
      check = witness.brokersAnswer();
    }
    return answered == CHECKS;
  }

  private void listen() {
    heard = false;
    since = clock.relativeTimeMillis();
    answered = 0;
    check = null;
  }

  private void count(boolean brokersAnswered) {
    check = null;
    if (brokersAnswered) {
      answered++;
    } else {
      listen();
    }
  }

  private long dueMillis() {
    return since + (answered + 1) * checkMillis;
  }
}
