package io.posestream.core.control;

import java.util.List;
import java.util.Optional;

/** A message that asks for a change of the running job. */
public interface ControlRequest {
  /** Returns the sender's name of the message; empty if it could not be read. */
  String id();

  /**
   * Returns the event time from which the change shall hold; nothing for the time of the message.
   */
  Optional<Long> effectiveFromMillis();

  /** Returns why the message cannot be read; nothing if it can. */
  List<Problem> problems();

  /** Returns the digest of the message as it was sent. */
  String digest();

  /** Returns where it was read. */
  MessageSource source();

  /** Returns the event time from which the change shall hold. */
  default long effectiveFrom() {
    return effectiveFromMillis().orElse(source().timeMillis());
  }
}
