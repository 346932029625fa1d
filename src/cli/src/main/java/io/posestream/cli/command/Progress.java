package io.posestream.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on stderr while a file is read, if stderr is a terminal. */
final class Progress {
  private static final long KILOBYTE = 1024;

  private Progress() {}

  /**
   * Returns what shows how much of a file was read; closing the stream removes the bar.
   *
   * @param task what goes on
   * @param file that is read
   * @throws IOException if the file's size cannot be told
   */
  static UnaryOperator<InputStream> of(String task, Path file) throws IOException {
    // Only the launcher can ask whether stderr alone is a terminal.
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
