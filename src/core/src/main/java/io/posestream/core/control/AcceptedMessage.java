package io.posestream.core.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message that was accepted, so that a repetition of it gets the same answer.
 *
 * @param id the sender's name of it
 * @param digest of the message as it was sent
 * @param version it got
 * @param effectiveFromMillis event time from which its change holds
 */
public record AcceptedMessage(String id, String digest, long version, long effectiveFromMillis) {
  // Senders repeat a message within minutes, if they do.
  private static final int REMEMBERED = 1000;

  /** Returns the one of the same id as a message, if it is remembered. */
  public static Optional<AcceptedMessage> of(
      ControlRequest request, List<AcceptedMessage> remembered) {
    return remembered.stream().filter(entry -> entry.id().equals(request.id())).findFirst();
  }

  /** Returns the remembered ones, oldest first, with another; the oldest may be forgotten. */
  public static List<AcceptedMessage> with(
      List<AcceptedMessage> remembered, ControlRequest request, ControlChange change) {
    List<AcceptedMessage> entries =
        new ArrayList<>(
            remembered.subList(Math.max(0, remembered.size() + 1 - REMEMBERED), remembered.size()));
    entries.add(
        new AcceptedMessage(
            request.id(), request.digest(), change.version(), change.effectiveFromMillis()));
    return List.copyOf(entries);
  }

  /** Returns why another message must not have the same id. */
  public Problem takenFrom(ControlRequest request) {
    return new Problem(
        "id",
        "expected a new id for a new message, got '%s', which became version %d"
            .formatted(request.id(), version));
  }
}
