package io.posestream.flink.window;

import io.posestream.core.window.BufferedFrame;
import io.posestream.core.window.FrameBuffer;
import io.posestream.core.window.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.state.MapState;

/** The frames of the current camera, one state entry each: adding one rewrites no other. */
final class FrameState implements FrameBuffer {
  private final MapState<Long, BufferedFrame> frames;

  FrameState(MapState<Long, BufferedFrame> frames) {
    this.frames = frames;
  }

  @Override
  public Optional<BufferedFrame> at(long timeMicros) {
    return StateAccess.get(() -> Optional.ofNullable(frames.get(timeMicros)));
  }

  @Override
  public void put(BufferedFrame frame) {
    StateAccess.run(() -> frames.put(frame.frame().timeMicros(), frame));
  }

  @Override
  public List<BufferedFrame> framesOf(Window window) {
    List<BufferedFrame> found = new ArrayList<>();
    StateAccess.run(
        () -> {
          for (Map.Entry<Long, BufferedFrame> entry : frames.entries()) {
            if (window.contains(entry.getKey())) {
              found.add(entry.getValue());
            }
          }
        });
    found.sort(Comparator.comparingLong(buffered -> buffered.frame().timeMicros()));
    return found;
  }

  @Override
  public OptionalLong oldestMicros() {
    return StateAccess.get(
        () -> {
          long oldest = Long.MAX_VALUE;
          for (long time : frames.keys()) {
            oldest = Math.min(oldest, time);
          }
          return oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest);
        });
  }

  @Override
  public int dropBefore(long timeMicros) {
    return StateAccess.get(
        () -> {
          int left = 0;
          for (Iterator<Long> times = frames.keys().iterator(); times.hasNext(); ) {
            if (times.next() < timeMicros) {
              times.remove();
            } else {
              left++;
            }
          }
          return left;
        });
  }

  @Override
  public void clear() {
    frames.clear();
  }
}
