package io.posestream.estimator.video;

import java.time.Duration;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends what FFmpeg waits for when it has taken too long, or when nobody wants it any more.
 *
 * <p>FFmpeg asks it while it blocks. Thread-safe.
 */
final class Patience extends AVIOInterruptCB.Callback_Pointer {
  private final long nanos;
  private volatile long since = System.nanoTime();
  private volatile boolean over;

  /**
   * Creates patience for one video.
   *
   * @param longest how long one step may take
   */
  Patience(Duration longest) {
    nanos = longest.toNanos();
  }

  /** Begins a step. */
  void begin() {
    since = System.nanoTime();
  }

  /** Ends whatever is waited for, now and from now on. */
  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  boolean hasTakenTooLong() {
    return System.nanoTime() - since > nanos;
  }

  @Override
  public int call(Pointer unused) {
    return over || hasTakenTooLong() ? 1 : 0;
  }
}
