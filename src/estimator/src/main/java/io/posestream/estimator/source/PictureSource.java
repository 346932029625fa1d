package io.posestream.estimator.source;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives the pictures of one camera in the order of their event times.
 *
 * <p>Owned and used by one thread; only {@link #stop} may be called from another.
 */
public interface PictureSource extends AutoCloseable {
  /**
   * Waits for the next picture.
   *
   * @return the picture; empty when no more come
   * @throws IOException if the source fails; the message names it and says why
   */
  Optional<TimedPicture> next() throws IOException;

  /** Returns the time from the first picture to the last in microseconds, where that is known. */
  OptionalLong durationMicros();

  /** Returns how many pictures nobody had time for. */
  long dropped();

  /** Ends {@link #next} soon, if it waits, and each later one; for any thread. */
  void stop();

  /** Frees what is held; safe to call twice. */
  @Override
  void close();
}
