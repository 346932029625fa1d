package io.posestream.estimator.video;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends what FFmpeg waits for when it has taken too long, or when nobody wants it any more.
 *
 * <p>FFmpeg asks it while it blocks. Thread-safe; closing it makes FFmpeg wait for ever, so its
 * video is closed first.
 */
final class Patience implements AutoCloseable {
  private static final Map<Long, Patience> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();
  // One for all videos: JavaCPP keeps ten callbacks of a class, and an eleventh is never called.
  private static final Question QUESTION = new Question();

  private final long number = NUMBERS.incrementAndGet();
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
    OPEN.put(number, this);
  }

  /** Returns what FFmpeg asks. */
  AVIOInterruptCB callback() {
    return new AVIOInterruptCB().callback(QUESTION).opaque(new Number(number));
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
  public void close() {
    OPEN.remove(number);
  }

  /** A number in the place of a pointer: FFmpeg hands it back and never follows it. */
  private static final class Number extends Pointer {
    Number(long number) {
      address = number;
    }
  }

  /** Whether FFmpeg is to give up. */
  private static final class Question extends AVIOInterruptCB.Callback_Pointer {
    @Override
    public int call(Pointer number) {
      Patience asked = OPEN.get(number.address());
      return asked != null && (asked.over || asked.hasTakenTooLong()) ? 1 : 0;
    }
  }
}
