package io.posestream.core.control;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageLog;
import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelRequest;
import io.posestream.core.control.models.ReplacementCheck;
import io.posestream.core.control.rules.AcceptedRules;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.control.rules.RuleChange;
import io.posestream.core.control.rules.RuleCheck;
import io.posestream.core.control.rules.RuleRequest;
import java.util.Optional;

/**
 * Everything that messages have changed so far. Rules and models are counted apart: each kind has
 * its own ids and versions.
 *
 * @param rules the accepted rules
 * @param ruleMessages the messages that brought them
 * @param models the accepted models
 * @param modelMessages the messages that brought them
 */
public record ControlState(
    AcceptedRules rules, MessageLog ruleMessages, AcceptedModels models, MessageLog modelMessages) {
  /** No message was accepted. */
  public static final ControlState EMPTY = of(AcceptedRules.EMPTY, AcceptedModels.EMPTY);

  /**
   * The result of reviewing a message.
   *
   * @param state from now on
   * @param answer to the sender
   * @param change to be made; empty if the message was refused or had been accepted before
   */
  public record Review(
      ControlState state, ControlAnswer answer, Optional<? extends ControlChange> change) {}

  /** Returns the state after changes whose messages are not remembered. */
  public static ControlState of(AcceptedRules rules, AcceptedModels models) {
    return new ControlState(rules, MessageLog.EMPTY, models, MessageLog.EMPTY);
  }

  /**
   * Accepts or refuses a message as a whole. One that was accepted before gets the same answer
   * again.
   *
   * @param request the message
   * @param job the rules of the job's configuration
   * @param replacements tells which models may replace those of the configuration
   * @throws IllegalArgumentException if the message asks neither for rules nor for a model
   */
  public Review review(ControlRequest request, JobRules job, ReplacementCheck replacements) {
    if (request instanceof RuleRequest asked) {
      return reviewRules(asked, new RuleCheck(job, rules));
    }
    if (request instanceof ModelRequest asked) {
      return reviewModels(asked, replacements);
    }
    throw new IllegalArgumentException(
        "expected a message about rules or models, got " + request.getClass().getName());
  }

  private Review reviewRules(RuleRequest request, RuleCheck check) {
    MessageLog.Review<RuleChange> review =
        ruleMessages.review(request, rules.version(), () -> check.check(request));
    AcceptedRules changed = review.change().map(rules::with).orElse(rules);
    return new Review(
        new ControlState(changed, review.log(), models, modelMessages),
        review.answer(),
        review.change());
  }

  private Review reviewModels(ModelRequest request, ReplacementCheck check) {
    MessageLog.Review<ModelChange> review =
        modelMessages.review(request, models.version(), () -> check.check(request, models));
    AcceptedModels changed = review.change().map(models::with).orElse(models);
    return new Review(
        new ControlState(rules, ruleMessages, changed, review.log()),
        review.answer(),
        review.change());
  }
}
