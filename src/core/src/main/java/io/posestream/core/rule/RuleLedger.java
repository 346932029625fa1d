package io.posestream.core.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages that were accepted, and the rules they brought.
 *
 * @param book the rules
 * @param entries the newest messages, oldest first
 */
public record RuleLedger(RuleBook book, List<Entry> entries) {
  /** No message was accepted. */
  public static final RuleLedger EMPTY = new RuleLedger(RuleBook.EMPTY, List.of());

  // Senders repeat a message within minutes, if they do.
  private static final int REMEMBERED = 1000;

  /**
   * A message that was accepted.
   *
   * @param id the sender's name of it
   * @param digest of the message as it was sent
   * @param version it got
   * @param effectiveFromMillis event time from which its rules hold
   */
  public record Entry(String id, String digest, long version, long effectiveFromMillis) {}

  /**
   * What comes of a message.
   *
   * @param ledger from here on
   * @param answer to the sender
   * @param change of the rules, if it was accepted and is no repetition
   */
  public record Ruling(RuleLedger ledger, RuleAnswer answer, Optional<RuleChange> change) {}

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
      Optional<Entry> before =
          entries.stream().filter(entry -> entry.id().equals(request.id())).findFirst();
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

  private Ruling again(RuleRequest request, Entry before) {
    if (!before.digest().equals(request.digest())) {
      return refused(
          request,
          List.of(
              new Problem(
                  "id",
                  "expected a new id for a new message, got '%s', which became version %d"
                      .formatted(request.id(), before.version()))));
    }
    return new Ruling(
        this, answer(request, before.version(), before.effectiveFromMillis()), Optional.empty());
  }

  private Ruling accepted(RuleRequest request, RuleChange change) {
    List<Entry> remembered =
        new ArrayList<>(
            entries.subList(Math.max(0, entries.size() + 1 - REMEMBERED), entries.size()));
    remembered.add(
        new Entry(request.id(), request.digest(), change.version(), change.effectiveFromMillis()));
    return new Ruling(
        new RuleLedger(book.with(change), remembered),
        answer(request, change.version(), change.effectiveFromMillis()),
        Optional.of(change));
  }

  private static RuleAnswer answer(RuleRequest request, long version, long effectiveFromMillis) {
    return new RuleAnswer(
        request.id(),
        RuleAnswer.Outcome.ACCEPTED,
        version,
        effectiveFromMillis,
        List.of(),
        request.source());
  }

  private Ruling refused(RuleRequest request, List<Problem> problems) {
    return new Ruling(
        this,
        new RuleAnswer(
            request.id(),
            RuleAnswer.Outcome.REFUSED,
            book.version(),
            request.effectiveFrom(),
            problems,
            request.source()),
        Optional.empty());
  }
}
