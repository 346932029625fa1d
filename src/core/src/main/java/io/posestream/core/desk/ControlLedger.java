package io.posestream.core.desk;

import io.posestream.core.control.ControlAnswer;
import io.posestream.core.control.ControlChange;
import io.posestream.core.control.ControlRequest;
import io.posestream.core.rollout.ModelLedger;
import io.posestream.core.rollout.ModelRequest;
import io.posestream.core.rollout.ModelShelf;
import io.posestream.core.rule.JobRules;
import io.posestream.core.rule.RuleLedger;
import io.posestream.core.rule.RuleRequest;
import java.util.Optional;

/**
 * The messages that were accepted, whatever they change.
 *
 * @param rules those that brought rules
 * @param models those that brought models
 */
public record ControlLedger(RuleLedger rules, ModelLedger models) {
  /** No message was accepted. */
  public static final ControlLedger EMPTY = new ControlLedger(RuleLedger.EMPTY, ModelLedger.EMPTY);

  /**
   * What comes of a message.
   *
   * @param ledger from here on
   * @param answer to the sender
   * @param change if it was accepted and is no repetition
   */
  public record Ruling(
      ControlLedger ledger, ControlAnswer answer, Optional<? extends ControlChange> change) {}

  /**
   * Accepts a message as a whole, or refuses it as a whole.
   *
   * @param request the message
   * @param job the rules that lie under all others
   * @param shelf where the models are
   */
  public Ruling rule(ControlRequest request, JobRules job, ModelShelf shelf) {
    if (request instanceof RuleRequest asked) {
      RuleLedger.Ruling ruling = rules.rule(asked, job);
      return new Ruling(
          new ControlLedger(ruling.ledger(), models), ruling.answer(), ruling.change());
    }
    if (request instanceof ModelRequest asked) {
      ModelLedger.Ruling ruling = models.rule(asked, shelf);
      return new Ruling(
          new ControlLedger(rules, ruling.ledger()), ruling.answer(), ruling.change());
    }
    throw new IllegalArgumentException(
        "expected a message on rules or models, got " + request.getClass());
  }
}
