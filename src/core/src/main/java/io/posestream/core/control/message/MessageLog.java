package io.posestream.core.control.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The accepted messages of one kind, with the changes they made.
 *
 * @param accepted the changes
 * @param messages the newest messages, oldest first, so that a repetition gets the same answer
 * @param <C> the kind of change
 * @param <A> all changes of that kind
 */
public record MessageLog<C extends ControlChange, A extends AcceptedChanges<C, A>>(
    A accepted, List<AcceptedMessage> messages) {
  // Senders that repeat a message do so within minutes.
  private static final int REMEMBERED = 1000;

  /** Copies the list in. */
  public MessageLog {
    messages = List.copyOf(messages);
  }

  /** Returns a log of changes whose messages are not remembered. */
  public static <C extends ControlChange, A extends AcceptedChanges<C, A>> MessageLog<C, A> of(
      A accepted) {
    return new MessageLog<>(accepted, List.of());
  }

  /**
   * Accepts or refuses a message as a whole. One that was accepted before gets the same answer
   * again.
   *
   * @param request the message
   * @param check makes the change that the message asks for; not called for a repetition
   */
  public Review<MessageLog<C, A>> review(ControlRequest request, Supplier<Proposal<C>> check) {
    Optional<AcceptedMessage> before = sameId(request);
    if (before.isPresent() && request.problems().isEmpty()) {
      return reviewAgain(request, before.get());
    }
    Proposal<C> proposal = check.get();
    return proposal
        .change()
        .map(change -> accept(request, change))
        .orElseGet(() -> refuse(request, proposal.problems()));
  }

  private Optional<AcceptedMessage> sameId(ControlRequest request) {
    return messages.stream().filter(message -> message.id().equals(request.id())).findFirst();
  }

  private Review<MessageLog<C, A>> reviewAgain(ControlRequest request, AcceptedMessage before) {
    if (!before.isRepeatedBy(request)) {
      return refuse(request, List.of(before.idTaken()));
    }
    return new Review<>(
        this,
        ControlAnswer.accepted(request, before.version(), before.effectiveFromMillis()),
        Optional.empty());
  }

  private Review<MessageLog<C, A>> accept(ControlRequest request, C change) {
    List<AcceptedMessage> remembered =
        new ArrayList<>(
            messages.subList(Math.max(0, messages.size() + 1 - REMEMBERED), messages.size()));
    remembered.add(
        new AcceptedMessage(
            request.id(), request.digest(), change.version(), change.effectiveFromMillis()));
    return new Review<>(
        new MessageLog<>(accepted.with(change), remembered),
        ControlAnswer.accepted(request, change.version(), change.effectiveFromMillis()),
        Optional.of(change));
  }

  private Review<MessageLog<C, A>> refuse(ControlRequest request, List<Problem> problems) {
    return new Review<>(
        this, ControlAnswer.refused(request, accepted.version(), problems), Optional.empty());
  }
}
