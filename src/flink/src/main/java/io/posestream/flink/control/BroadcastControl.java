package io.posestream.flink.control;

import io.posestream.core.control.ControlChange;
import io.posestream.core.rollout.ModelBook;
import io.posestream.core.rollout.ModelChange;
import io.posestream.core.rule.JobRules;
import io.posestream.core.rule.RuleBook;
import io.posestream.core.rule.RuleChange;
import io.posestream.core.rule.RulesInForce;
import io.posestream.flink.types.ControlSeed;
import io.posestream.flink.types.PoseStreamTypes;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The accepted changes as a function holds them: in broadcast state, and ready for use.
 *
 * <p>Mutable; owned by one subtask.
 */
public final class BroadcastControl {
  /** The rules, in the state of every operator that follows them. */
  public static final MapStateDescriptor<String, RuleBook> RULES =
      new MapStateDescriptor<>("rules", Types.STRING, PoseStreamTypes.ruleBook());

  /** The models, in the state of every operator that follows them. */
  public static final MapStateDescriptor<String, ModelBook> MODELS =
      new MapStateDescriptor<>("models", Types.STRING, PoseStreamTypes.modelBook());

  /** The only key of either state. */
  public static final String BOOK = "book";

  private final RulesInForce inForce;
  private boolean restored;

  /**
   * Starts.
   *
   * @param job the rules that lie under all others
   * @param seed what was accepted before, for an operator without state
   */
  public BroadcastControl(JobRules job, ControlSeed seed) {
    inForce = new RulesInForce(job);
    inForce.replace(seed.ledger().rules().book());
    inForce.replace(seed.ledger().models().book());
  }

  /** Returns the rules, of which each change is seen. */
  public RulesInForce inForce() {
    return inForce;
  }

  /** Takes what a checkpoint held; to be called before the rules are asked for. */
  public void restore(
      ReadOnlyBroadcastState<String, RuleBook> rules,
      ReadOnlyBroadcastState<String, ModelBook> models)
      throws Exception {
    // Broadcast state can be read only once there is a record, not when the operator opens.
    if (!restored) {
      restored = true;
      if (rules.contains(BOOK)) {
        inForce.replace(rules.get(BOOK));
      }
      if (models.contains(BOOK)) {
        inForce.replace(models.get(BOOK));
      }
    }
  }

  /** Takes a change. */
  public void change(
      ControlChange change,
      BroadcastState<String, RuleBook> rules,
      BroadcastState<String, ModelBook> models)
      throws Exception {
    restore(rules, models);
    if (change instanceof RuleChange changed) {
      inForce.replace(inForce.book().with(changed));
      rules.put(BOOK, inForce.book());
    } else if (change instanceof ModelChange changed) {
      inForce.replace(inForce.models().with(changed));
      models.put(BOOK, inForce.models());
    }
  }
}
