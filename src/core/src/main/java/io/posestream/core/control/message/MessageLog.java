package io.posestream.core.control.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The newest accepted messages of one kind.
 *
 * @param messages oldest first; a repetition of one gets the same answer again
 */
public record MessageLog(List<AcceptedMessage> messages) {
  /** No message was accepted. */
  public static final MessageLog EMPTY = new MessageLog(List.of());

  // Senders that repeat a message do so within minutes.
  private static final int REMEMBERED = 1000;

  /**
   * The result of reviewing a message.
   *
   * @param log from now on
   * @param answer to the sender
   * @param change to be made; empty if the message was refused or had been accepted before
   * @param <C> the kind of change
   */
  public record Review<C extends ControlChange>(
      MessageLog log, ControlAnswer answer, Optional<C> change) {}

  /** Copies the list in. */
  public MessageLog {
    messages = List.copyOf(messages);
  }

  /**
   * Accepts or refuses a message as a whole.
   *
   * @param request the message
   * @param newest version of the changes of its kind so far
   * @param check makes the change that the message asks for; not called for a repetition
   */
  public <C extends ControlChange> Review<C> review(
      ControlRequest request, long newest, Supplier<Proposal<C>> check) {
    Optional<AcceptedMessage> before = sameId(request);
    if (before.isPresent() && request.problems().isEmpty()) {
      return reviewAgain(request, newest, before.get());
    }
    Proposal<C> proposal = check.get();
    return proposal
        .change()
        .map(change -> accept(request, change))
        .orElseGet(() -> refuse(request, newest, proposal.problems()));
  }

  private Optional<AcceptedMessage> sameId(ControlRequest request) {
    return messages.stream().filter(message -> message.id().equals(request.id())).findFirst();
  }

  private <C extends ControlChange> Review<C> reviewAgain(
      ControlRequest request, long newest, AcceptedMessage before) {
    return before.isRepeatedBy(request)
        ? new Review<>(this, ControlAnswer.accepted(request, before), Optional.empty())
        : refuse(request, newest, List.of(before.idTaken()));
  }

  private <C extends ControlChange> Review<C> accept(ControlRequest request, C change) {
    AcceptedMessage accepted =
        new AcceptedMessage(
            request.id(), request.digest(), change.version(), change.effectiveFromMillis());
    return new Review<>(
        with(accepted), ControlAnswer.accepted(request, accepted), Optional.of(change));
  }

  private MessageLog with(AcceptedMessage accepted) {
    int surplus = Math.max(0, messages.size() + 1 - REMEMBERED);
    List<AcceptedMessage> remembered = new ArrayList<>(messages.subList(surplus, messages.size()));
    remembered.add(accepted);
    return new MessageLog(remembered);
  }

  private <C extends ControlChange> Review<C> refuse(
      ControlRequest request, long newest, List<Problem> problems) {
    return new Review<>(this, ControlAnswer.refused(request, newest, problems), Optional.empty());
  }
}
