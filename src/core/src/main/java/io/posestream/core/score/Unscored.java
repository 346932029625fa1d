package io.posestream.core.score;

import io.posestream.core.window.Absence;
import io.posestream.core.window.CameraSilence;
import io.posestream.core.window.EmptyWindow;
import java.util.function.Function;

/**
 * An absence that passed the model.
 *
 * @param absence the window without anybody, or the silence
 */
public record Unscored(Absence absence) implements ScoreOutcome {
  @Override
  public String camera() {
    return absence.camera();
  }

  @Override
  public long endMillis() {
    return absence.window().endMillis();
  }

  @Override
  public <R> R match(
      Function<WindowScores, R> scores,
      Function<EmptyWindow, R> emptyWindow,
      Function<CameraSilence, R> silence) {
    return absence instanceof EmptyWindow empty
        ? emptyWindow.apply(empty)
        : silence.apply((CameraSilence) absence);
  }
}
