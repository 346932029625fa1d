package io.posestream.cli.command;

import io.posestream.core.pose.PoseFrame;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Delays each frame until it is due.
 *
 * <p>Mutable; owned and used by one thread.
 */
final class Pace {
  private final double factor;
  private final LongSupplier nanoTime;
  private long firstMicros = -1;
  private long startNanos;

  /** A pace of a multiple of the frames' own, by a clock. */
  Pace(double factor, LongSupplier nanoTime) {
    this.factor = factor;
    this.nanoTime = nanoTime;
  }

  /** Returns the pace of an argument: {@code max} or a multiple of the frames' own. */
  static Pace of(CommandSpec spec, String speed) {
    return new Pace(factor(spec, speed), System::nanoTime);
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

  /** Waits until a frame is due; the first one is at once. */
  void await(PoseFrame frame) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanosUntil(frame));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", e);
    }
  }

  /** Returns the time until a frame is due, not positive if it is late. */
  long nanosUntil(PoseFrame frame) {
    long now = nanoTime.getAsLong();
    if (firstMicros < 0) {
      firstMicros = frame.timeMicros();
      startNanos = now;
    }
    return startNanos + (long) (1000 * (frame.timeMicros() - firstMicros) / factor) - now;
  }
}
