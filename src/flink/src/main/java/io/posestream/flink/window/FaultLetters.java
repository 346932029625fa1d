package io.posestream.flink.window;

import io.posestream.core.pose.FaultLedger;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.flink.types.PoseStreamTypes;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Tells what frames lost, in a bounded number of letters; keyed by camera. */
public final class FaultLetters extends KeyedProcessFunction<String, PoseFrame, RejectedRecord> {
  private static final long serialVersionUID = 1L;

  // configuration
  private final long silenceMillis;

  // runtime
  private transient ValueState<FaultLedger> ledgers;

  /**
   * Creates the function.
   *
   * @param idleTimeoutMillis how far a camera may lag behind the event time of all
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public FaultLetters(long idleTimeoutMillis) {
    this.silenceMillis = 1_000L * FaultLedger.STRETCH_SECONDS + idleTimeoutMillis;
  }

  @Override
  public void open(OpenContext context) {
    ledgers =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("fault-ledger", PoseStreamTypes.faultLedger()));
  }

  @Override
  public void processElement(PoseFrame frame, Context context, Collector<RejectedRecord> out)
      throws Exception {
    FaultLedger known = ledgers.value();
    FaultLedger.Filed filed = known == null ? FaultLedger.begin(frame) : known.file(frame);
    if (known == null) {
      awaitSilence(filed.ledger(), context.timerService());
    }
    filed.letter().ifPresent(out::collect);
    ledgers.update(filed.ledger());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<RejectedRecord> out)
      throws Exception {
    FaultLedger ledger = ledgers.value();
    if (silentAt(ledger) > timestamp) {
      awaitSilence(ledger, context.timerService());
      return;
    }
    ledger.letter().ifPresent(out::collect);
    ledgers.clear();
  }

  private void awaitSilence(FaultLedger ledger, TimerService timers) {
    timers.registerEventTimeTimer(silentAt(ledger));
  }

  private long silentAt(FaultLedger ledger) {
    return ledger.newest().timeMillis() + silenceMillis;
  }
}
