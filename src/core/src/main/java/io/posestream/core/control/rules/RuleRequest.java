package io.posestream.core.control.rules;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A message that asks for rules.
 *
 * @param id the sender's name for the message; empty if it could not be read
 * @param effectiveFromMillis event time from which the rules are to hold; empty for the time of the
 *     message
 * @param edits the rules it brings, each camera named once
 * @param problems why the message cannot be read; empty if it can
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

  @Override
  public ControlAnswer.Kind kind() {
    return ControlAnswer.Kind.RULES;
  }
}
