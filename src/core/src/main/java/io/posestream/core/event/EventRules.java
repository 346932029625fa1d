package io.posestream.core.event;

import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When scores become events.
 *
 * @param watched the labels that may raise events, with their place in the model's output
 * @param lostAfterMillis event time without scores of a subject after which its actions are over
 */
public record EventRules(List<Watched> watched, long lostAfterMillis) implements Serializable {
  /**
   * A label that may raise events.
   *
   * @param label the class
   * @param index of the class in the model's output
   * @param thresholds between which the action keeps its state
   */
  public record Watched(ActionLabel label, int index, Thresholds thresholds)
      implements Serializable {}

  /**
   * Copies the list in and checks the range.
   *
   * @throws IllegalArgumentException if {@code lostAfterMillis} is not positive
   */
  public EventRules {
    watched = List.copyOf(watched);
    if (lostAfterMillis <= 0) {
      throw new IllegalArgumentException(
          "lost-after: expected a positive time, got %d ms".formatted(lostAfterMillis));
    }
  }

  /**
   * Returns the rules for a model: every label but the reject label.
   *
   * @param model whose labels and thresholds apply
   * @param general replaces the model's default thresholds
   * @param byLabel replaces the thresholds of single labels
   * @param lostAfterMillis see the record
   * @throws IllegalArgumentException if {@code byLabel} names a label the model does not have
   */
  public static EventRules of(
      ModelDescription model,
      Optional<Thresholds> general,
      Map<String, Thresholds> byLabel,
      long lostAfterMillis) {
    for (String label : byLabel.keySet()) {
      if (!model.labelNames().contains(label)) {
        throw new IllegalArgumentException(
            "expected thresholds for labels of model %s, got '%s'; it has %s"
                .formatted(model.name(), label, model.labelNames()));
      }
    }
    List<Watched> watched = new ArrayList<>();
    for (int i = 0; i < model.labels().size(); i++) {
      ActionLabel label = model.labels().get(i);
      if (!model.rejectLabel().equals(Optional.of(label.name()))) {
        Thresholds own =
            general
                .filter(any -> !model.thresholds().containsKey(label.name()))
                .orElse(model.thresholdsOf(label.name()));
        watched.add(new Watched(label, i, byLabel.getOrDefault(label.name(), own)));
      }
    }
    return new EventRules(watched, lostAfterMillis);
  }

  /** Returns the labels that are meant for a scope. */
  List<Watched> watchedIn(Scope scope) {
    return watched.stream().filter(entry -> entry.label().scopes().contains(scope)).toList();
  }
}
