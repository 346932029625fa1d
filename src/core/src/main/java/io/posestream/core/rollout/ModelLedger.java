package io.posestream.core.rollout;

import io.posestream.core.control.AcceptedMessage;
import io.posestream.core.control.ControlAnswer;
import io.posestream.core.control.ControlAnswer.Kind;
import io.posestream.core.control.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps that were accepted, and the models they brought.
 *
 * @param book the models
 * @param entries the newest messages, oldest first
 */
public record ModelLedger(ModelBook book, List<AcceptedMessage> entries) {
  /** No step was accepted. */
  public static final ModelLedger EMPTY = new ModelLedger(ModelBook.EMPTY, List.of());

  /**
   * What comes of a message.
   *
   * @param ledger from here on
   * @param answer to the sender
   * @param change of the models, if it was accepted and is no repetition
   */
  public record Ruling(ModelLedger ledger, ControlAnswer answer, Optional<ModelChange> change) {}

  /** Copies the list in. */
  public ModelLedger {
    entries = List.copyOf(entries);
  }

  /**
   * Accepts a message or refuses it. One that was accepted before gets the same answer again.
   *
   * @param request the message
   * @param shelf where the models are
   */
  public Ruling rule(ModelRequest request, ModelShelf shelf) {
    if (!request.problems().isEmpty() || request.step().isEmpty()) {
      return refused(request, request.problems());
    }
    Optional<AcceptedMessage> before = AcceptedMessage.of(request, entries);
    if (before.isPresent()) {
      return again(request, before.get());
    }
    ModelStep step = request.step().get();
    List<Problem> problems = new ArrayList<>(problems(request, step, shelf));
    Optional<OfferedModel> offered = Optional.empty();
    if (problems.isEmpty() && step == ModelStep.LOAD) {
      try {
        offered = Optional.of(shelf.take(request.slot(), request.bundle().orElse("")));
      } catch (IllegalArgumentException e) {
        problems.add(new Problem("bundle", String.valueOf(e.getMessage())));
      }
    }
    if (!problems.isEmpty()) {
      return refused(request, problems);
    }
    return accepted(
        request,
        new ModelChange(
            book.version() + 1,
            request.effectiveFrom(),
            request.slot(),
            step,
            offered,
            request.shadow()));
  }

  private List<Problem> problems(ModelRequest request, ModelStep step, ModelShelf shelf) {
    if (!shelf.has(request.slot())) {
      return List.of(
          new Problem(
              "replaces",
              "expected a model that the job has, got %s".formatted(request.slot().setting())));
    }
    ModelCourse course = book.of(request.slot());
    boolean loaded = course.loaded().isPresent();
    if (step == ModelStep.LOAD && loaded) {
      return List.of(
          new Problem(
              "step",
              "expected a place for a second model, but %s is loaded; drop one first"
                  .formatted(course.loaded().get().bundle())));
    }
    if (step != ModelStep.LOAD && !loaded) {
      return List.of(
          new Problem(
              "step", "expected a model that is loaded for '%s', found none".formatted(step.id())));
    }
    if (step == ModelStep.BACK && course.turns().isEmpty()) {
      return List.of(
          new Problem("step", "expected a switch to go back from, found none; drop ends a trial"));
    }
    if (step == ModelStep.DROP && course.turnsAfter(request.source().timeMillis())) {
      return List.of(
          new Problem("step", "expected no switch that waits for its time; go back first"));
    }
    return List.of();
  }

  private Ruling again(ModelRequest request, AcceptedMessage before) {
    if (!before.digest().equals(request.digest())) {
      return refused(request, List.of(before.takenFrom(request)));
    }
    ControlAnswer answer =
        ControlAnswer.accepted(request, Kind.MODEL, before.version(), before.effectiveFromMillis());
    return new Ruling(this, answer, Optional.empty());
  }

  private Ruling accepted(ModelRequest request, ModelChange change) {
    return new Ruling(
        new ModelLedger(book.with(change), AcceptedMessage.with(entries, request, change)),
        ControlAnswer.accepted(request, Kind.MODEL, change.version(), change.effectiveFromMillis()),
        Optional.of(change));
  }

  private Ruling refused(ModelRequest request, List<Problem> problems) {
    ControlAnswer answer = ControlAnswer.refused(request, Kind.MODEL, book.version(), problems);
    return new Ruling(this, answer, Optional.empty());
  }
}
