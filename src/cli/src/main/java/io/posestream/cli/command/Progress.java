package io.posestream.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a progress bar on stderr during long work, if stderr is a terminal. */
final class Progress {
  private static final long KILOBYTE = 1024;

  private Progress() {}

  /**
   * Returns a wrapper of streams that shows how much was read; closing the stream removes the bar.
   *
   * @param task name of the task
   * @param file the file that is read
   * @throws IOException if the size of the file is not available
   */
  static UnaryOperator<InputStream> of(String task, Path file) throws IOException {
    if (!isShown()) {
      return UnaryOperator.identity();
    }
    ProgressBarBuilder bar = bar(task).setInitialMax(Files.size(file)).setUnit(" KiB", KILOBYTE);
    return bytes -> ProgressBar.wrap(bytes, bar);
  }

  /**
   * Returns a bar that is moved by hand; it shows nothing if stderr is no terminal.
   *
   * @param task name of the task
   * @param max where it ends; -1 if nobody knows
   * @param unit of the numbers
   */
  static Steps steps(String task, long max, String unit) {
    return new Steps(
        isShown() ? bar(task).setInitialMax(max).setUnit(" " + unit, 1).build() : null);
  }

  /** A bar that is moved by hand, by any thread; closing removes it. */
  static final class Steps implements AutoCloseable {
    private final @Nullable ProgressBar bar;

    private Steps(@Nullable ProgressBar bar) {
      this.bar = bar;
    }

    void by(long step) {
      if (bar != null && step > 0) {
        bar.stepBy(step);
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }

  private static boolean isShown() {
    // Java cannot tell whether stderr is a terminal; the launcher can.
    return Boolean.getBoolean("posestream.stderr-is-terminal");
  }

  private static ProgressBarBuilder bar(String task) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .clearDisplayOnFinish();
  }
}
