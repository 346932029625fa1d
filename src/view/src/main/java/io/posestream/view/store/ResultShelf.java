package io.posestream.view.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest lines of one kind of result.
 *
 * <p>Not thread-safe: {@link ViewStore} guards it.
 */
final class ResultShelf {
  private final Deque<String> lines = new ArrayDeque<>();
  private final int most;

  ResultShelf(int most) {
    this.most = most;
  }

  void add(String line) {
    lines.addLast(line);
    if (lines.size() > most) {
      lines.removeFirst();
    }
  }

  /** Returns the lines, oldest first. */
  List<String> all() {
    return List.copyOf(lines);
  }
}
