package io.posestream.core.window;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A frame buffer in memory. */
final class MemoryBuffer implements FrameBuffer {
  private final TreeMap<Long, BufferedFrame> frames = new TreeMap<>();

  @Override
  public Optional<BufferedFrame> at(long timeMicros) {
    return Optional.ofNullable(frames.get(timeMicros));
  }

  @Override
  public void put(BufferedFrame frame) {
    frames.put(frame.frame().timeMicros(), frame);
  }

  @Override
  public List<BufferedFrame> framesOf(Window window) {
    return List.copyOf(
        frames.subMap(1000 * window.startMillis(), 1000 * window.endMillis()).values());
  }

  @Override
  public OptionalLong oldestMicros() {
    return frames.isEmpty() ? OptionalLong.empty() : OptionalLong.of(frames.firstKey());
  }

  @Override
  public int dropBefore(long timeMicros) {
    frames.headMap(timeMicros).clear();
    return frames.size();
  }

  @Override
  public void clear() {
    frames.clear();
  }

  int size() {
    return frames.size();
  }
}
