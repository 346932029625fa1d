package io.posestream.core.rule;

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
    Source source) {
  /**
   * Where a message was read.
   *
   * @param topic its topic
   * @param partition its partition
   * @param offset its offset
   * @param timeMillis when it was sent
   */
  public record Source(String topic, int partition, long offset, long timeMillis) {}

  /** Copies the lists in. */
  public RuleRequest {
    edits = List.copyOf(edits);
    problems = List.copyOf(problems);
  }

  /** Returns the event time from which the rules shall hold. */
  public long effectiveFrom() {
    return effectiveFromMillis.orElse(source.timeMillis());
  }
}
