package io.posestream.core.rule;

import io.posestream.core.control.ControlRequest;
import io.posestream.core.control.MessageSource;
import io.posestream.core.control.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A message that asks for rules.
 *
 * @param id the sender's name of the message; empty if it could not be read
 * @param effectiveFromMillis event time from which the rules shall hold; empty for the time of the
 *     message
 * @param edits what it says, each camera named once
 * @param problems why it cannot be read; empty if it can
 * @param digest of the message as it was sent
 * @param source where it was read
 */
public record RuleRequest(
    String id,
    Optional<Long> effectiveFromMillis,
    List<RuleEdit> edits,
    List<Problem> problems,
    String digest,
    MessageSource source)
    implements ControlRequest {
  /** Copies the lists in. */
  public RuleRequest {
    edits = List.copyOf(edits);
    problems = List.copyOf(problems);
  }
}
