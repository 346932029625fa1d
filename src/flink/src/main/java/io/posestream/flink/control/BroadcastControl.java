package io.posestream.flink.control;

import io.posestream.core.control.ControlState;
import io.posestream.core.control.message.ControlChange;
import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ModelChange;
import io.posestream.core.control.rules.AcceptedRules;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.control.rules.RuleChange;
import io.posestream.core.control.rules.RulesInForce;
import io.posestream.flink.types.PoseStreamTypes;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The accepted changes in an operator: in its broadcast state, and ready for use.
 *
 * <p>Mutable; owned by one subtask.
 */
public final class BroadcastControl {
  /** The rules, in the state of every operator that follows them. */
  public static final MapStateDescriptor<String, AcceptedRules> RULES =
      new MapStateDescriptor<>("rules", Types.STRING, PoseStreamTypes.acceptedRules());

  /** The models, in the state of every operator that follows them. */
  public static final MapStateDescriptor<String, AcceptedModels> MODELS =
      new MapStateDescriptor<>("models", Types.STRING, PoseStreamTypes.acceptedModels());

  /** The only key of either state; part of savepoints. */
  public static final String KEY = "book";

  private final RulesInForce inForce;
  private boolean restored;

  /**
   * Starts with what was accepted before.
   *
   * @param job the rules of the job's configuration
   * @param seed what was accepted before, for an operator without state
   */
  public BroadcastControl(JobRules job, ControlSeed seed) {
    ControlState known = seed.state();
    inForce = new RulesInForce(job);
    inForce.replace(known.rules());
    inForce.replace(known.models());
  }

  /** Returns the rules in force, which follow every change. */
  public RulesInForce inForce() {
    return inForce;
  }

  /** Restores what a checkpoint held; to be called before the rules are used. */
  public void restore(
      ReadOnlyBroadcastState<String, AcceptedRules> rules,
      ReadOnlyBroadcastState<String, AcceptedModels> models)
      throws Exception {
    // Broadcast state can be read only with a record at hand, not when the operator opens.
    if (!restored) {
      restored = true;
      if (rules.contains(KEY)) {
        inForce.replace(rules.get(KEY));
      }
      if (models.contains(KEY)) {
        inForce.replace(models.get(KEY));
      }
    }
  }

  /**
   * Makes a change.
   *
   * @throws IllegalArgumentException if it changes neither rules nor models
   */
  public void change(
      ControlChange change,
      BroadcastState<String, AcceptedRules> rules,
      BroadcastState<String, AcceptedModels> models)
      throws Exception {
    requireKnown(change);
    restore(rules, models);
    if (change instanceof RuleChange changed) {
      inForce.replace(inForce.rules().with(changed));
      rules.put(KEY, inForce.rules());
    } else if (change instanceof ModelChange changed) {
      inForce.replace(inForce.models().with(changed));
      models.put(KEY, inForce.models());
    }
  }

  /**
   * Refuses a kind of change that no operator follows yet.
   *
   * @throws IllegalArgumentException if a change is neither of rules nor of models
   */
  public static void requireKnown(ControlChange change) {
    if (!(change instanceof RuleChange || change instanceof ModelChange)) {
      throw new IllegalArgumentException(
          "expected a change of rules or of models, got " + change.getClass().getName());
    }
  }
}
