package io.posestream.flink.window;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.window.AssemblyListener;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.Clip;
import io.posestream.core.window.FrameBuffer;
import io.posestream.core.window.TrackStore;
import io.posestream.core.window.WindowAssembler;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the frames of each camera's open windows, and cuts clips from the windows that complete.
 *
 * <p>Keyed by camera. A window fires on the camera's own newest frame; a timer that trails the
 * camera by the idle timeout fires what is left when the camera falls silent, and clears its state.
 */
public final class ClipAssembler extends KeyedProcessFunction<String, PoseFrame, Clip> {
  /** Frames that break the order of their camera's stream, or a bound. */
  public static final OutputTag<RejectedRecord> REJECTED =
      new OutputTag<>("rejected-frames", PoseStreamTypes.rejectedRecord());

  /** Frames that came after their last window was closed. */
  public static final OutputTag<PoseFrame> LATE =
      new OutputTag<>("late-frames", PoseStreamTypes.poseFrame());

  private static final long serialVersionUID = 1L;

  // configuration
  private final AssemblyPolicy policy;

  // runtime
  private transient WindowAssembler assembler;
  private transient ValueState<CameraClock> clocks;
  private transient FrameBuffer frames;
  private transient TrackStore tracks;
  private transient AssemblyMetrics metrics;

  /** Creates the function. */
  @SuppressWarnings("NullAway.Init") // Flink calls open() before anything else.
  public ClipAssembler(AssemblyPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void open(OpenContext context) {
    assembler = new WindowAssembler(policy);
    metrics = new AssemblyMetrics(getRuntimeContext().getMetricGroup());
    clocks =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("camera-clock", PoseStreamTypes.cameraClock()));
    frames =
        new FrameState(
            getRuntimeContext()
                .getMapState(
                    new MapStateDescriptor<>(
                        "window-frames", Types.LONG, PoseStreamTypes.bufferedFrame())));
    tracks =
        new TrackState(
            getRuntimeContext()
                .getState(
                    new ValueStateDescriptor<>("camera-tracks", PoseStreamTypes.cameraTracks())));
  }

  @Override
  public void processElement(PoseFrame frame, Context context, Collector<Clip> out)
      throws Exception {
    CameraClock known = clocks.value();
    CameraClock clock =
        Optional.ofNullable(known)
            .orElseGet(() -> assembler.newClock(context.timerService().currentWatermark()));
    CameraClock moved = assembler.take(frame, clock, frames, tracks, listener(context, out));
    if (!moved.started()) {
      return;
    }
    if (known == null) {
      context.timerService().registerEventTimeTimer(idleAt(moved));
    }
    clocks.update(moved);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Clip> out)
      throws Exception {
    CameraClock clock = clocks.value();
    if (idleAt(clock) > timestamp) {
      context.timerService().registerEventTimeTimer(idleAt(clock));
      return;
    }
    assembler.flush(context.getCurrentKey(), clock, frames, tracks, listener(context, out));
    clocks.clear();
  }

  private long idleAt(CameraClock clock) {
    return clock.newestMillis() + policy.idleTimeoutMillis();
  }

  private AssemblyListener listener(Context context, Collector<Clip> out) {
    return new AssemblyListener() {
      @Override
      public void clip(Clip clip) {
        metrics.clip(clip.subject().scope());
        out.collect(clip);
      }

      @Override
      public void nobody(Clip word) {
        out.collect(word);
      }

      @Override
      public void rejected(PoseFrame frame, RejectReason reason, String message) {
        metrics.rejected(reason);
        context.output(REJECTED, RejectedRecord.frame(frame, reason, message));
      }

      @Override
      public void late(PoseFrame frame) {
        metrics.late();
        context.output(LATE, frame);
      }

      @Override
      public void dropped(Dropped what) {
        metrics.dropped(what);
      }
    };
  }
}
