package io.posestream.core.event;

import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Window;

/**
 * An action that has started and not ended.
 *
 * @param eventId of its events
 * @param label index in the model's output
 * @param startMillis start of its first window
 * @param steps events emitted so far
 * @param windows windows counted into the mean
 * @param sum of the probability over them
 * @param peak highest probability
 * @param last the subject's newest scores
 * @param lastAboveMillis end of the last window above the exit threshold
 */
public record OpenAction(
    String eventId,
    int label,
    long startMillis,
    int steps,
    int windows,
    double sum,
    float peak,
    WindowScores last,
    long lastAboveMillis) {

  static OpenAction begin(String eventId, int label, WindowScores scores) {
    Window window = scores.window();
    float p = scores.probability(label);
    return new OpenAction(
        eventId, label, window.startMillis(), 1, 1, p, p, scores, window.endMillis());
  }

  OpenAction goesOn(WindowScores scores) {
    float p = scores.probability(label);
    return new OpenAction(
        eventId,
        label,
        startMillis,
        steps,
        windows + 1,
        sum + p,
        Math.max(peak, p),
        scores,
        scores.window().endMillis());
  }

  OpenAction seenLast(WindowScores scores) {
    return new OpenAction(
        eventId, label, startMillis, steps, windows, sum, peak, scores, lastAboveMillis);
  }

  Confidence confidence() {
    return new Confidence(last.probability(label), peak, (float) (sum / windows));
  }
}
