package io.posestream.core.window;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The frames of one camera's open windows, by event time. */
public interface FrameBuffer {
  /** Returns the frame of that instant. */
  Optional<BufferedFrame> at(long timeMicros);

  /** Adds a frame; one of the same instant is replaced. */
  void put(BufferedFrame frame);

  /** Returns the frames of a window in ascending time. */
  List<BufferedFrame> framesOf(Window window);

  /** Returns the event time of the oldest frame in microseconds. */
  OptionalLong oldestMicros();

  /**
   * Forgets the frames before an instant.
   *
   * @param timeMicros exclusive
   * @return how many remain
   */
  int dropBefore(long timeMicros);

  /** Forgets everything. */
  void clear();
}
