package io.posestream.flink.rule;

import io.posestream.core.rule.JobRules;
import io.posestream.core.rule.RuleBook;
import io.posestream.core.rule.RuleChange;
import io.posestream.core.rule.RulesInForce;
import io.posestream.flink.types.PoseStreamTypes;
import io.posestream.flink.types.RuleSeed;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The accepted rules as an operator holds them: in broadcast state, and ready for use.
 *
 * <p>Mutable; owned by one subtask.
 */
public final class BroadcastRules {
  /** The state of every operator that follows the rules. */
  public static final MapStateDescriptor<String, RuleBook> STATE =
      new MapStateDescriptor<>("rules", Types.STRING, PoseStreamTypes.ruleBook());

  private static final String BOOK = "book";

  private final RulesInForce inForce;
  private boolean restored;

  /**
   * Starts.
   *
   * @param job the rules that lie under all others
   * @param seed what was accepted before, for an operator without state
   */
  public BroadcastRules(JobRules job, RuleSeed seed) {
    inForce = new RulesInForce(job);
    inForce.replace(seed.ledger().book());
  }

  /** Returns the rules, of which each change is seen. */
  public RulesInForce inForce() {
    return inForce;
  }

  /** Takes what a checkpoint held; to be called before the rules are asked for. */
  public void restore(ReadOnlyBroadcastState<String, RuleBook> state) throws Exception {
    // Broadcast state can be read only once there is a record, not when the operator opens.
    if (!restored) {
      restored = true;
      if (state.contains(BOOK)) {
        inForce.replace(state.get(BOOK));
      }
    }
  }

  /** Takes a change. */
  public void change(RuleChange change, BroadcastState<String, RuleBook> state) throws Exception {
    restore(state);
    inForce.replace(inForce.book().with(change));
    state.put(BOOK, inForce.book());
  }
}
