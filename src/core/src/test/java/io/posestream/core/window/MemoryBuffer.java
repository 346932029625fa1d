package io.posestream.core.window;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A frame buffer in memory. */
final class MemoryBuffer implements FrameBuffer {
  private final TreeMap<Long, BufferedFrame> frames = new TreeMap<>();

  @Override
  public boolean holds(long timeMicros) {
    return frames.containsKey(timeMicros);
  }

  @Override
  public Optional<BufferedFrame> at(long timeMicros) {
    return Optional.ofNullable(frames.get(timeMicros));
  }

  @Override
  public void put(BufferedFrame frame) {
    frames.put(frame.frame().timeMicros(), frame);
  }

  @Override
  public List<BufferedFrame> inOrder() {
    return List.copyOf(frames.values());
  }

  @Override
  public void remove(long timeMicros) {
    frames.remove(timeMicros);
  }

  @Override
  public void clear() {
    frames.clear();
  }

  int size() {
    return frames.size();
  }
}
