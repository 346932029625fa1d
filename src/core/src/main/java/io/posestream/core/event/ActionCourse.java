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
public record ActionCourse(
    String label,
    double smoothed,
    List<Sighting> run,
    Optional<OpenAction> open,
    Optional<PastAction> past) {
  /** Copies the list in. */
  public ActionCourse {
    run = List.copyOf(run);
  }

  static ActionCourse fresh(String label) {
    return new ActionCourse(label, 0, List.of(), Optional.empty(), Optional.empty());
  }

  ActionCourse scored(double score) {
    return new ActionCourse(label, score, run, open, past);
  }

  ActionCourse withRun(List<Sighting> sightings) {
    return new ActionCourse(label, smoothed, sightings, open, past);
  }

  ActionCourse withOpen(OpenAction action) {
    return new ActionCourse(label, smoothed, List.of(), Optional.of(action), past);
  }

  ActionCourse over(Optional<PastAction> what) {
    return new ActionCourse(
        label, smoothed, List.of(), Optional.empty(), what.isPresent() ? what : past);
  }

  /** Returns what is left of it when its subject is out of sight. */
  ActionCourse unseen() {
    return new ActionCourse(label, 0, List.of(), open, past);
  }

  ActionCourse withoutPast() {
    return new ActionCourse(label, smoothed, run, open, Optional.empty());
  }

  boolean isBlank() {
    return smoothed == 0 && run.isEmpty() && open.isEmpty() && past.isEmpty();
  }
}
