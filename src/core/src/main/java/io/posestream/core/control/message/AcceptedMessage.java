package io.posestream.core.control.message;

/**
 * A message that was accepted.
 *
 * @param id the sender's name for it
 * @param digest of the message as it was sent
 * @param version it was given
 * @param effectiveFromMillis event time from which its change holds
 */
public record AcceptedMessage(String id, String digest, long version, long effectiveFromMillis) {
  /** Returns whether another message of the same id is the same message, sent again. */
  boolean isRepeatedBy(ControlRequest request) {
    return digest.equals(request.digest());
  }

  /** Returns why a different message must not have the same id. */
  Problem idTaken() {
    return new Problem(
        "id",
        "expected a new id for a new message, got '%s', which became version %d"
            .formatted(id, version));
  }
}
