package io.posestream.core.control.message;

import java.util.List;

/**
 * The answer to a message that asks for a change.
 *
 * @param id of the message
 * @param kind of change it asks for
 * @param outcome whether it was accepted
 * @param version of the change among those of its kind; of a refused message, the newest version
 *     that was accepted
 * @param effectiveFromMillis event time from which the change holds, if it was accepted
 * @param problems why it was refused; empty if it was accepted
 * @param source where the message was read
 */
public record ControlAnswer(
    String id,
    Kind kind,
    Outcome outcome,
    long version,
    long effectiveFromMillis,
    List<Problem> problems,
    MessageSource source) {
  /** What a message asks for. */
  public enum Kind {
    /** Other rules. */
    RULES,
    /** Another model. */
    MODEL
  }

  /** Whether a message was accepted. */
  public enum Outcome {
    /** All of it holds. */
    ACCEPTED,
    /** None of it holds; everything stays as it is. */
    REFUSED
  }

  /** Copies the list in. */
  public ControlAnswer {
    problems = List.copyOf(problems);
  }

  /** Returns the answer to a message that is or was accepted. */
  static ControlAnswer accepted(ControlRequest request, AcceptedMessage accepted) {
    return new ControlAnswer(
        request.id(),
        request.kind(),
        Outcome.ACCEPTED,
        accepted.version(),
        accepted.effectiveFromMillis(),
        List.of(),
        request.source());
  }

  /** Returns the answer to a message that is refused, with the newest version accepted so far. */
  static ControlAnswer refused(ControlRequest request, long newest, List<Problem> problems) {
    return new ControlAnswer(
        request.id(),
        request.kind(),
        Outcome.REFUSED,
        newest,
        request.effectiveFrom(),
        problems,
        request.source());
  }
}
