package io.posestream.evaluation.measure;

import io.posestream.core.model.Scope;
import java.util.Optional;
import java.util.Set;

/**
 * Which events are compared with which truths, and when they match.
 *
 * @param minOverlap minimum overlap of event and truth, as a share of the shorter one
 * @param labels labels to compare; empty for all
 * @param scope scope of the events to compare; absent for all
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
