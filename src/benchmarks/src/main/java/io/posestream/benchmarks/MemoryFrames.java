package io.posestream.benchmarks;

import io.posestream.core.window.BufferedFrame;
import io.posestream.core.window.FrameBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The frames of one camera in a sorted map, to time window assembly without a state backend. */
public final class MemoryFrames implements FrameBuffer {
  private final TreeMap<Long, BufferedFrame> frames = new TreeMap<>();

  /** Creates an empty buffer. */
  public MemoryFrames() {}

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
}
