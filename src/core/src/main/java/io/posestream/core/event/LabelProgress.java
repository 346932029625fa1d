package io.posestream.core.event;

import java.util.List;
import java.util.Optional;

/**
 * Where one label stands for one subject.
 *
 * @param label the class
 * @param smoothed its score over the windows so far; 0 where it was too low to be kept
 * @param run the newest windows in a row that show the action, ascending; empty while it is open
 * @param open the action, if it has started
 * @param past the action before, as long as that matters
 */
public record LabelProgress(
    String label,
    double smoothed,
    List<Sighting> run,
    Optional<OpenAction> open,
    Optional<PastAction> past) {
  /** Copies the list in. */
  public LabelProgress {
    run = List.copyOf(run);
  }

  static LabelProgress fresh(String label) {
    return new LabelProgress(label, 0, List.of(), Optional.empty(), Optional.empty());
  }

  /** Returns where it stands after a window with the smoothed score, or 0 if that is too low. */
  LabelProgress scored(double score, double smoothing, ActionRule rule) {
    // Scores far below every threshold are forgotten: calm subjects leave no state behind.
    boolean keep = smoothing > 0 && score >= rule.thresholds().exit() / 2;
    return new LabelProgress(label, keep ? score : 0, run, open, past);
  }

  /** Returns where it stands after a window in which nothing is done. */
  LabelProgress calmed(double smoothing, ActionRule rule) {
    return scored(smoothing * smoothed, smoothing, rule).withRun(List.of());
  }

  LabelProgress withRun(List<Sighting> sightings) {
    return new LabelProgress(label, smoothed, sightings, open, past);
  }

  LabelProgress withOpen(OpenAction action) {
    return new LabelProgress(label, smoothed, List.of(), Optional.of(action), past);
  }

  LabelProgress over(Optional<PastAction> what) {
    return new LabelProgress(
        label, smoothed, List.of(), Optional.empty(), what.isPresent() ? what : past);
  }

  /** Returns what is left of it when its subject is out of sight. */
  LabelProgress unseen() {
    return new LabelProgress(label, 0, List.of(), open, past);
  }

  LabelProgress withoutPast() {
    return new LabelProgress(label, smoothed, run, open, Optional.empty());
  }

  boolean isBlank() {
    return smoothed == 0 && run.isEmpty() && open.isEmpty() && past.isEmpty();
  }
}
