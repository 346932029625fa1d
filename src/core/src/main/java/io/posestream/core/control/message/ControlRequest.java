package io.posestream.core.control.message;

import java.util.List;
import java.util.Optional;

/** A message that asks for a change of the running job. */
public interface ControlRequest {
  /** Returns the sender's name for the message; empty if it could not be read. */
  String id();

  /** Returns what the message asks for. */
  ControlAnswer.Kind kind();

  /** Returns the event time from which the change is to hold; empty for the message's own time. */
  Optional<Long> effectiveFromMillis();

  /** Returns why the message cannot be read; empty if it can. */
  List<Problem> problems();

  /** Returns the digest of the message as it was sent. */
  String digest();

  /** Returns where the message was read. */
  MessageSource source();

  /** Returns the event time from which the change is to hold. */
  default long effectiveFrom() {
    return effectiveFromMillis().orElse(source().timeMillis());
  }
}
