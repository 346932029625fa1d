package io.posestream.core.event;

import io.posestream.core.model.ModelReference;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * What one subject does.
 *
 * @param subject who
 * @param newest the last window the subject was scored for
 * @param last the scores of that window; present while an action is open
 * @param labels of the labels that are not blank
 */
public record SubjectActions(
    Subject subject, Window newest, Optional<WindowScores> last, List<LabelProgress> labels) {
  /** Copies the list in. */
  public SubjectActions {
    labels = List.copyOf(labels);
  }

  static SubjectActions fresh(Subject subject, Window window) {
    return new SubjectActions(subject, window, Optional.empty(), List.of());
  }

  /** Returns what is left after a window in which a subject without open actions does nothing. */
  SubjectActions calmedIn(Window window, EventRules rules) {
    List<LabelProgress> calmed =
        labels.stream()
            .flatMap(
                progress ->
                    rules.ruleOf(progress.label(), subject.scope()).stream()
                        .map(rule -> progress.calmed(rules.smoothing(), rule)))
            .filter(progress -> !progress.isBlank())
            .toList();
    return new SubjectActions(subject, window, Optional.empty(), calmed);
  }

  LabelProgress progress(String label) {
    return labels.stream()
        .filter(progress -> progress.label().equals(label))
        .findFirst()
        .orElseGet(() -> LabelProgress.fresh(label));
  }

  /** Returns the model that scored the subject last, while an action is open. */
  public Optional<ModelReference> model() {
    return last.map(WindowScores::model);
  }

  /** Returns whether an action has started and not ended. */
  public boolean hasOpen() {
    return labels.stream().anyMatch(progress -> progress.open().isPresent());
  }
}
