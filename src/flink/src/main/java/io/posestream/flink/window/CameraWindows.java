package io.posestream.flink.window;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.AssemblyListener;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.CameraClock;
import io.posestream.core.window.CameraMemory;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open windows of the camera of the current key, in keyed state.
 *
 * <p>A window fires on the camera's own newest frame; a timer that trails the camera by the idle
 * timeout fires what is left when the camera falls silent, and clears its state. If the camera's
 * clock is set back, the timer trails by that as well.
 */
final class CameraWindows {
  private static final Logger LOG = LoggerFactory.getLogger(CameraWindows.class);

  private final AssemblyPolicy policy;
  private final WindowAssembler assembler;
  private final ValueState<CameraClock> clocks;
  private final ValueState<Long> lags;
  private final CameraMemory memory;

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
    lags = runtime.getState(new ValueStateDescriptor<>("camera-lag", Types.LONG));
    memory =
        new CameraMemory(
            frames(runtime, "window-frames"),
            frames(runtime, "doubtful-frames"),
            new TrackState(
                runtime.getState(
                    new ValueStateDescriptor<>("camera-tracks", PoseStreamTypes.cameraTracks()))),
            new PictureState(
                runtime.getMapState(
                    new MapStateDescriptor<>(
                        "window-pictures", Types.LONG, PoseStreamTypes.keptPicture()))));
  }

  private static FrameState frames(RuntimeContext runtime, String name) {
    return new FrameState(
        runtime.getMapState(
            new MapStateDescriptor<>(name, Types.LONG, PoseStreamTypes.bufferedFrame())));
  }

  /** Takes a frame. */
  void take(PoseFrame frame, TimerService timers, AssemblyListener out) throws Exception {
    CameraClock known = clocks.value();
    CameraClock clock =
        Optional.ofNullable(known).orElseGet(() -> assembler.newClock(timers.currentWatermark()));
    CameraClock moved = assembler.take(frame, clock, memory, out);
    if (!moved.started()) {
      return;
    }
    if (known == null) {
      timers.registerEventTimeTimer(idleAt(moved));
    }
    if (moved.newestMillis() < clock.newestMillis()) {
      goBack(frame.camera(), clock.newestMillis() - moved.newestMillis());
    }
    clocks.update(moved);
  }

  // The watermark stays where the camera was, so that the camera's timers must as well.
  private void goBack(String camera, long millis) throws Exception {
    Long before = lags.value();
    if (before == null) {
      LOG.warn(
          "The clock of camera {} was set back by about {} ms. The camera goes on at the new time;"
              + " further steps back are only counted.",
          camera,
          millis);
    }
    // Frames have been taken at the new time already, over a window at most.
    lags.update(lag(before) + millis + policy.grid().lengthMillis());
  }

  private static long lag(@Nullable Long known) {
    return known == null ? 0 : known;
  }

  /** Fires what is left if the camera is silent at the time of a timer. */
  void expire(String camera, long timestamp, TimerService timers, AssemblyListener out)
      throws Exception {
    CameraClock clock = clocks.value();
    if (idleAt(clock) > timestamp) {
      timers.registerEventTimeTimer(idleAt(clock));
      return;
    }
    assembler.flush(camera, clock, memory, out);
    clocks.clear();
    lags.clear();
  }

  private long idleAt(CameraClock clock) throws Exception {
    return clock.newestMillis() + lag(lags.value()) + policy.idleTimeoutMillis();
  }
}
