package io.posestream.flink.window;

import io.posestream.core.pose.PoseFrame;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts a camera's frames from several partitions in order; keyed by camera.
 *
 * <p>A frame waits until event time, which the slowest partition sets, has reached it. One that
 * comes later than that, or finds too many waiting, goes on at once.
 */
public final class FrameOrder extends KeyedProcessFunction<String, PoseFrame, PoseFrame> {
  private static final long serialVersionUID = 1L;

  // configuration
  private final int mostWaiting;

  // runtime
  private transient MapState<Long, List<PoseFrame>> waiting;
  private transient ValueState<Integer> count;

  /**
   * Creates the function.
   *
   * @param mostWaiting frames of a camera
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public FrameOrder(int mostWaiting) {
    this.mostWaiting = mostWaiting;
  }

  @Override
  public void open(OpenContext context) {
    waiting =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "waiting-frames", Types.LONG, Types.LIST(PoseStreamTypes.poseFrame())));
    count = getRuntimeContext().getState(new ValueStateDescriptor<>("waiting-count", Types.INT));
  }

  @Override
  public void processElement(PoseFrame frame, Context context, Collector<PoseFrame> out)
      throws Exception {
    long millis = frame.timeMillis();
    int before = waitingCount();
    if (millis <= context.timerService().currentWatermark() || before >= mostWaiting) {
      out.collect(frame);
      return;
    }
    List<PoseFrame> together =
        new ArrayList<>(Optional.ofNullable(waiting.get(millis)).orElse(List.of()));
    together.add(frame);
    waiting.put(millis, together);
    count.update(before + 1);
    context.timerService().registerEventTimeTimer(millis);
  }

  private int waitingCount() throws Exception {
    return Optional.ofNullable(count.value()).orElse(0);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<PoseFrame> out)
      throws Exception {
    List<PoseFrame> due = waiting.get(timestamp);
    due.forEach(out::collect);
    waiting.remove(timestamp);
    int left = waitingCount() - due.size();
    if (left > 0) {
      count.update(left);
    } else {
      count.clear();
    }
  }
}
