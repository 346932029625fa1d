package io.posestream.job.command;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on stderr, if stderr is a terminal; silent otherwise. */
final class Progress implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  /**
   * Starts at nothing.
   *
   * @param task what goes on
   * @param total steps, -1 if unknown
   * @param unit of a step
   */
  Progress(String task, long total, String unit) {
    // Only the launcher can ask whether stderr alone is a terminal.
    bar =
        Boolean.getBoolean("posestream.stderr-is-terminal")
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(" " + unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .clearDisplayOnFinish()
                .build()
            : null;
  }

  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
