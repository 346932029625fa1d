package io.posestream.core.control.message;

import java.util.List;
import java.util.Optional;

/**
 * The change that a message asks for, or the reasons why it cannot be made.
 *
 * @param change empty if something is wrong
 * @param problems what is wrong
 * @param <C> the kind of change
 */
public record Proposal<C extends ControlChange>(Optional<C> change, List<Problem> problems) {
  /** Copies the list in. */
  public Proposal {
    problems = List.copyOf(problems);
  }

  /** Returns a change that can be made. */
  public static <C extends ControlChange> Proposal<C> of(C change) {
    return new Proposal<>(Optional.of(change), List.of());
  }

  /** Returns the reasons why a change cannot be made. */
  public static <C extends ControlChange> Proposal<C> refused(List<Problem> problems) {
    return new Proposal<>(Optional.empty(), problems);
  }
}
