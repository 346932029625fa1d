package io.posestream.evaluation.measure;

import io.posestream.core.model.Scope;
import java.util.Optional;
import java.util.Set;

/**
 * What is compared, and what counts as found.
 *
 * @param minOverlap least overlap of event and truth, as a share of the shorter of both
 * @param labels to look at, in truths and in events; empty for all
 * @param scope of the events to look at; absent for all
 */
public record EvaluationRules(double minOverlap, Set<String> labels, Optional<Scope> scope) {
  /** All labels and scopes, and an overlap of 30 %. */
  public static final EvaluationRules DEFAULTS =
      new EvaluationRules(0.3, Set.of(), Optional.empty());

  /**
   * Copies the labels in and checks the range.
   *
   * @throws IllegalArgumentException if {@code minOverlap} is outside (0, 1]
   */
  public EvaluationRules {
    labels = Set.copyOf(labels);
    if (!(minOverlap > 0 && minOverlap <= 1)) {
      throw new IllegalArgumentException(
          "min-overlap: expected a number in (0, 1], got " + minOverlap);
    }
  }

  boolean cover(TruthInterval truth) {
    return covers(truth.action());
  }

  boolean cover(DetectedInterval event) {
    return covers(event.action()) && scope.map(event.scope()::equals).orElse(true);
  }

  private boolean covers(String label) {
    return labels.isEmpty() || labels.contains(label);
  }
}
