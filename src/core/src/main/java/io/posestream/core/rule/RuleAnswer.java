package io.posestream.core.rule;

import java.util.List;

/**
 * What becomes of a message that asks for rules.
 *
 * @param id of the message
 * @param outcome whether its rules hold
 * @param version that events name while its rules are the last that took effect; if it was refused,
 *     the newest version that was accepted
 * @param effectiveFromMillis event time from which its rules hold, if they do
 * @param problems why it was refused; empty if it was not
 * @param source where it was read
 */
public record RuleAnswer(
    String id,
    Outcome outcome,
    long version,
    long effectiveFromMillis,
    List<Problem> problems,
    RuleRequest.Source source) {
  /** Whether a message's rules hold. */
  public enum Outcome {
    /** They hold as a whole. */
    ACCEPTED,
    /** None of them does; the rules before stay as they are. */
    REFUSED
  }

  /** Copies the list in. */
  public RuleAnswer {
    problems = List.copyOf(problems);
  }
}
