package io.posestream.cli.command;

import io.posestream.core.pose.PoseFrame;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Delays each frame until it is due.
 *
 * <p>Mutable; owned and used by one thread.
 */
final class Pace {
  private final double factor;
  private final long startNanos;
  private long firstMicros = -1;

  private Pace(double factor, long startNanos) {
    this.factor = factor;
    this.startNanos = startNanos;
  }

  /** Returns the pace of an argument, {@code max} or a multiple of the frames' own, from now on. */
  static Pace of(CommandSpec spec, String speed) {
    return new Pace(factor(spec, speed), System.nanoTime());
  }

  private static double factor(CommandSpec spec, String speed) {
    if (speed.equals("max")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double factor = Double.parseDouble(speed);
      if (factor > 0) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // Falls through to the error below.
    }
    throw Home.refused(spec, "--speed", "max or a positive number", speed);
  }

  void await(PoseFrame frame) {
    firstMicros = firstMicros < 0 ? frame.timeMicros() : firstMicros;
    long due = startNanos + (long) (1000 * (frame.timeMicros() - firstMicros) / factor);
    try {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }
}
