package io.posestream.core.control;

import java.util.List;

/**
 * What becomes of a message that asks for a change.
 *
 * @param id of the message
 * @param kind of change it asks for
 * @param outcome whether it holds
 * @param version of the change among those of its kind; if it was refused, the newest version that
 *     was accepted
 * @param effectiveFromMillis event time from which the change holds, if it does
 * @param problems why it was refused; empty if it was not
 * @param source where it was read
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

  /** Whether a change holds. */
  public enum Outcome {
    /** It holds as a whole. */
    ACCEPTED,
    /** Nothing of it does; all stays as it is. */
    REFUSED
  }

  /** Copies the list in. */
  public ControlAnswer {
    problems = List.copyOf(problems);
  }

  /** Returns the answer to a message that is accepted. */
  public static ControlAnswer accepted(
      ControlRequest request, Kind kind, long version, long effectiveFromMillis) {
    return new ControlAnswer(
        request.id(),
        kind,
        Outcome.ACCEPTED,
        version,
        effectiveFromMillis,
        List.of(),
        request.source());
  }

  /**
   * Returns the answer to a message that is refused.
   *
   * @param newest version that was accepted
   * @param problems why
   */
  public static ControlAnswer refused(
      ControlRequest request, Kind kind, long newest, List<Problem> problems) {
    return new ControlAnswer(
        request.id(),
        kind,
        Outcome.REFUSED,
        newest,
        request.effectiveFrom(),
        problems,
        request.source());
  }
}
