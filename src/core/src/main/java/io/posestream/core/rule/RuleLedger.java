package io.posestream.core.rule;

import io.posestream.core.control.AcceptedMessage;
import io.posestream.core.control.ControlAnswer;
import io.posestream.core.control.ControlAnswer.Kind;
import io.posestream.core.control.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages that were accepted, and the rules they brought.
 *
 * @param book the rules
 * @param entries the newest messages, oldest first
 */
public record RuleLedger(RuleBook book, List<AcceptedMessage> entries) {
  /** No message was accepted. */
  public static final RuleLedger EMPTY = new RuleLedger(RuleBook.EMPTY, List.of());

  /**
   * What comes of a message.
   *
   * @param ledger from here on
   * @param answer to the sender
   * @param change of the rules, if it was accepted and is no repetition
   */
  public record Ruling(RuleLedger ledger, ControlAnswer answer, Optional<RuleChange> change) {}

  /** Copies the list in. */
  public RuleLedger {
    entries = List.copyOf(entries);
  }

  /**
   * Accepts a message as a whole, or refuses it as a whole. One that was accepted before gets the
   * same answer again.
   *
   * @param request the message
   * @param job the rules that lie under all others
   */
  public Ruling rule(RuleRequest request, JobRules job) {
    if (request.problems().isEmpty()) {
      Optional<AcceptedMessage> before = AcceptedMessage.of(request, entries);
      if (before.isPresent()) {
        return again(request, before.get());
      }
    }
    RuleChange change =
        new RuleChange(book.version() + 1, request.effectiveFrom(), request.edits());
    List<Problem> problems = new ArrayList<>(request.problems());
    // What could be read is checked as well, so that the sender hears of everything at once.
    if (problems.isEmpty() || !request.edits().isEmpty()) {
      problems.addAll(new RuleCheck(job, book).problems(change, request.source().timeMillis()));
    }
    return problems.isEmpty() ? accepted(request, change) : refused(request, problems);
  }

  private Ruling again(RuleRequest request, AcceptedMessage before) {
    if (!before.digest().equals(request.digest())) {
      return refused(request, List.of(before.takenFrom(request)));
    }
    return new Ruling(
        this, answer(request, before.version(), before.effectiveFromMillis()), Optional.empty());
  }

  private Ruling accepted(RuleRequest request, RuleChange change) {
    return new Ruling(
        new RuleLedger(book.with(change), AcceptedMessage.with(entries, request, change)),
        answer(request, change.version(), change.effectiveFromMillis()),
        Optional.of(change));
  }

  private static ControlAnswer answer(RuleRequest request, long version, long effectiveFromMillis) {
    return ControlAnswer.accepted(request, Kind.RULES, version, effectiveFromMillis);
  }

  private Ruling refused(RuleRequest request, List<Problem> problems) {
    ControlAnswer answer = ControlAnswer.refused(request, Kind.RULES, book.version(), problems);
    return new Ruling(this, answer, Optional.empty());
  }
}
