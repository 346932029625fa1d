package io.posestream.flink.inference;

import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Closes models so that none stays open because another fails to close. */
final class Closing {
  private Closing() {}

  /**
   * Closes each of several.
   *
   * @throws RuntimeException the first failure, with the others suppressed
   */
  static <T> void each(Collection<T> open, Consumer<T> close) {
    RuntimeException first = null;
    for (T one : open) {
      first = closed(one, close, first);
    }
    if (first != null) {
      throw first;
    }
  }

  private static <T> @Nullable RuntimeException closed(
      T one, Consumer<T> close, @Nullable RuntimeException first) {
    try {
      close.accept(one);
      return first;
    } catch (RuntimeException e) {
      if (first == null) {
        return e;
      }
      first.addSuppressed(e);
      return first;
    }
  }

  /** Closes after a failure, which stays the one to be thrown. */
  static void after(Throwable failure, Runnable close) {
    try {
      close.run();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
