package io.posestream.core.control;

import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageLog;
import io.posestream.core.control.message.Review;
import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.models.ModelRequest;
import io.posestream.core.control.models.ReplacementCheck;
import io.posestream.core.control.rules.AcceptedRules;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.control.rules.RuleChange;
import io.posestream.core.control.rules.RuleCheck;
import io.posestream.core.control.rules.RuleRequest;

/**
 * Everything that messages have changed so far. Rules and models are counted apart: each kind has
 * its own ids and versions.
 *
 * @param rules the messages that changed rules
 * @param models the messages that changed models
 */
public record ControlState(
    MessageLog<RuleChange, AcceptedRules> rules, MessageLog<ModelChange, AcceptedModels> models) {
  /** No message was accepted. */
  public static final ControlState EMPTY = of(AcceptedRules.EMPTY, AcceptedModels.EMPTY);

  /** Returns the state after these changes, whose messages are not remembered. */
  public static ControlState of(AcceptedRules rules, AcceptedModels models) {
    return new ControlState(MessageLog.of(rules), MessageLog.of(models));
  }

  /**
   * Accepts or refuses a message as a whole.
   *
   * @param request the message
   * @param job the rules of the job's configuration
   * @param replacements tells which models may replace those of the configuration
   * @throws IllegalArgumentException if the message asks neither for rules nor for a model
   */
  public Review<ControlState> review(
      ControlRequest request, JobRules job, ReplacementCheck replacements) {
    if (request instanceof RuleRequest asked) {
      return rules
          .review(asked, () -> new RuleCheck(job, rules.accepted()).check(asked))
          .map(next -> new ControlState(next, models));
    }
    if (request instanceof ModelRequest asked) {
      return models
          .review(asked, () -> replacements.check(asked, models.accepted()))
          .map(next -> new ControlState(rules, next));
    }
    throw new IllegalArgumentException(
        "expected a message about rules or models, got " + request.getClass().getName());
  }
}
