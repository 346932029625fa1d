package io.posestream.estimator.source;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands the newest picture from the thread that reads a live source to the one that uses it.
 *
 * <p>A picture that nobody has taken when the next comes is dropped. Thread-safe.
 */
final class Newest {
  private @Nullable TimedPicture waiting;
  private @Nullable IOException failure;
  private boolean ended;
  private long dropped;

  /** Puts a picture in the place of the one that waits. */
  synchronized void put(TimedPicture picture) {
    dropped += waiting == null ? 0 : 1;
    waiting = picture;
    notifyAll();
  }

  /** Says that no more pictures come, because the source failed. */
  synchronized void fail(IOException why) {
    failure = why;
    notifyAll();
  }

  /** Says that no more pictures are wanted. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Waits for a picture and takes it.
   *
   * @return empty when no more come
   * @throws IOException if the source failed
   */
  synchronized Optional<TimedPicture> take() throws IOException {
    try {
      while (waiting == null && failure == null && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    if (ended) {
      return Optional.empty();
    }
    return Optional.of(taken());
  }

  private TimedPicture taken() throws IOException {
    TimedPicture picture = waiting;
    waiting = null;
    if (picture == null) {
      throw new IOException(failure == null ? "" : failure.getMessage(), failure);
    }
    return picture;
  }

  /** Returns how many pictures nobody took. */
  synchronized long dropped() {
    return dropped;
  }
}
