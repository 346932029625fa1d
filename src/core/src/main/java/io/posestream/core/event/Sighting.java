package io.posestream.core.event;

import io.posestream.core.score.LabelEvidence;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Window;
import java.util.Optional;

/**
 * One window in which an action shows.
 *
 * @param window the scores' window
 * @param startMillis where in it the action starts, as far as the model can tell
 * @param endMillis where in it the action ends, exclusive, after the start
 * @param probability of the label in it
 * @param enters whether its score reached the enter threshold
 * @param shares who acts
 */
public record Sighting(
    Window window,
    long startMillis,
    long endMillis,
    float probability,
    boolean enters,
    TrackShares shares) {

  static Sighting of(WindowScores scores, int label, boolean enters) {
    Window window = scores.window();
    Optional<LabelEvidence> evidence = scores.evidenceOf(label);
    double from = evidence.map(LabelEvidence::from).orElse(0.0);
    double until = evidence.map(LabelEvidence::until).orElse(1.0);
    long start = window.startMillis() + (long) (from * window.lengthMillis());
    long end = window.startMillis() + (long) Math.ceil(until * window.lengthMillis());
    return new Sighting(
        window,
        start,
        Math.max(end, start + 1),
        scores.probability(label),
        enters,
        TrackShares.in(scores, label));
  }
}
