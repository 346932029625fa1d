package io.posestream.core.score;

import io.posestream.core.window.CameraSilence;
import io.posestream.core.window.EmptyWindow;
import java.util.function.Function;

/** What became of a clip or of an absence on its way past the model, in the camera's order. */
public sealed interface ScoreOutcome permits WindowScores, Unscored {
  /** Returns the video source. */
  String camera();

  /** Returns the end of the interval it is about, in milliseconds of event time, exclusive. */
  long endMillis();

  /**
   * Returns what the step for its kind makes of it; whoever takes outcomes says what is done with
   * each kind.
   *
   * @param scores takes the scores of a clip
   * @param emptyWindow takes a window without anybody to score
   * @param silence takes the silence of a camera
   */
  <R> R match(
      Function<WindowScores, R> scores,
      Function<EmptyWindow, R> emptyWindow,
      Function<CameraSilence, R> silence);
}
