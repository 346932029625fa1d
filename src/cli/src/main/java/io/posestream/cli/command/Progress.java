package io.posestream.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a progress bar on stderr while a file is read, if stderr is a terminal. */
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
    // Java cannot tell whether stderr is a terminal; the launcher can.
    if (!Boolean.getBoolean("posestream.stderr-is-terminal")) {
      return UnaryOperator.identity();
    }
    ProgressBarBuilder bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(Files.size(file))
            .setUnit(" KiB", KILOBYTE)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .clearDisplayOnFinish();
    return bytes -> ProgressBar.wrap(bytes, bar);
  }
}
