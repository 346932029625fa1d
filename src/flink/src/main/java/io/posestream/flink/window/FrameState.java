package io.posestream.flink.window;

import io.posestream.core.window.BufferedFrame;
import io.posestream.core.window.FrameBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.MapState;

/** The frames of the current camera, one state entry each: adding one rewrites no other. */
final class FrameState implements FrameBuffer {
  private static final Comparator<BufferedFrame> BY_TIME =
      Comparator.comparingLong(buffered -> buffered.frame().timeMicros());

  private final MapState<Long, BufferedFrame> frames;

  FrameState(MapState<Long, BufferedFrame> frames) {
    this.frames = frames;
  }

  @Override
  public boolean holds(long timeMicros) {
    return StateAccess.get(() -> frames.contains(timeMicros));
  }

  @Override
  public Optional<BufferedFrame> at(long timeMicros) {
    return Optional.ofNullable(StateAccess.get(() -> frames.get(timeMicros)));
  }

  @Override
  public void put(BufferedFrame frame) {
    StateAccess.run(() -> frames.put(frame.frame().timeMicros(), frame));
  }

  @Override
  public List<BufferedFrame> inOrder() {
    List<BufferedFrame> found = new ArrayList<>();
    StateAccess.run(() -> frames.values().forEach(found::add));
    found.sort(BY_TIME);
    return found;
  }

  @Override
  public void remove(long timeMicros) {
    StateAccess.run(() -> frames.remove(timeMicros));
  }

  @Override
  public void clear() {
    frames.clear();
  }
}
