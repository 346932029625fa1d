package io.posestream.cli.demo;

import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.recording.Recording;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a recording held when it was played.
 *
 * <p>Mutable; owned and used by one thread.
 */
public final class Replayed {
  private final SortedMap<String, Span> cameras = new TreeMap<>();
  private long lines;

  /**
   * The frames of one camera.
   *
   * @param frames how many
   * @param firstMicros event time of the first
   * @param lastMicros event time of the last
   */
  public record Span(long frames, long firstMicros, long lastMicros) {
    private static Span of(PoseFrame frame) {
      return new Span(1, frame.timeMicros(), frame.timeMicros());
    }

    private Span and(Span next) {
      return new Span(
          frames + next.frames,
          Math.min(firstMicros, next.firstMicros),
          Math.max(lastMicros, next.lastMicros));
    }

    /** Returns the mean time from a frame to the next, 0 of a single one. */
    public double stepMillis() {
      return frames < 2 ? 0 : (lastMicros - firstMicros) / 1e3 / (frames - 1);
    }
  }

  /** Creates an account of nothing yet. */
  public Replayed() {}

  /** Adds a line. */
  public void add(Recording.Line line) {
    lines++;
    line.frame().ifPresent(frame -> cameras.merge(frame.camera(), Span.of(frame), Span::and));
  }

  /** Returns how many lines there were. */
  public long lines() {
    return lines;
  }

  /** Returns the frames of each camera. */
  public SortedMap<String, Span> cameras() {
    return cameras;
  }
}
