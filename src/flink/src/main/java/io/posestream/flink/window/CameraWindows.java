package io.posestream.flink.window;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.AssemblyListener;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.FrameBuffer;
import io.posestream.core.window.TrackStore;
import io.posestream.core.window.WindowAssembler;
import io.posestream.core.zone.ZonePlan;
import io.posestream.flink.types.PoseStreamTypes;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * The open windows of the camera of the current key, in keyed state.
 *
 * <p>A window fires on the camera's own newest frame; a timer that trails the camera by the idle
 * timeout fires what is left when the camera falls silent, and clears its state.
 */
final class CameraWindows {
  private final AssemblyPolicy policy;
  private final WindowAssembler assembler;
  private final ValueState<CameraClock> clocks;
  private final FrameBuffer frames;
  private final TrackStore tracks;

  /**
   * Registers state.
   *
   * @param runtime of the function that owns it
   * @param policy how frames become clips
   * @param zones of each camera
   */
  CameraWindows(RuntimeContext runtime, AssemblyPolicy policy, ZonePlan zones) {
    this.policy = policy;
    assembler = new WindowAssembler(policy, zones);
    clocks =
        runtime.getState(new ValueStateDescriptor<>("camera-clock", PoseStreamTypes.cameraClock()));
    frames =
        new FrameState(
            runtime.getMapState(
                new MapStateDescriptor<>(
                    "window-frames", Types.LONG, PoseStreamTypes.bufferedFrame())));
    tracks =
        new TrackState(
            runtime.getState(
                new ValueStateDescriptor<>("camera-tracks", PoseStreamTypes.cameraTracks())));
  }

  /** Takes a frame. */
  void take(PoseFrame frame, TimerService timers, AssemblyListener out) throws Exception {
    CameraClock known = clocks.value();
    CameraClock clock =
        Optional.ofNullable(known).orElseGet(() -> assembler.newClock(timers.currentWatermark()));
    CameraClock moved = assembler.take(frame, clock, frames, tracks, out);
    if (!moved.started()) {
      return;
    }
    if (known == null) {
      timers.registerEventTimeTimer(idleAt(moved));
    }
    clocks.update(moved);
  }

  /** Fires what is left if the camera is silent at the time of a timer. */
  void expire(String camera, long timestamp, TimerService timers, AssemblyListener out)
      throws Exception {
    CameraClock clock = clocks.value();
    if (idleAt(clock) > timestamp) {
      timers.registerEventTimeTimer(idleAt(clock));
      return;
    }
    assembler.flush(camera, clock, frames, tracks, out);
    clocks.clear();
  }

  private long idleAt(CameraClock clock) {
    return clock.newestMillis() + policy.idleTimeoutMillis();
  }
}
