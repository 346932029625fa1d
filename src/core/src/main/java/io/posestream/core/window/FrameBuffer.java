package io.posestream.core.window;

import java.util.List;
import java.util.Optional;

/** The frames of one camera's open windows, by event time. */
public interface FrameBuffer {
  /** Returns whether there is a frame of that instant. */
  boolean holds(long timeMicros);

  /** Returns the frame of that instant, if there is one. */
  Optional<BufferedFrame> at(long timeMicros);

  /** Adds a frame; one of the same instant is replaced. */
  void put(BufferedFrame frame);

  /** Returns all frames in ascending time; later changes do not show in the list. */
  List<BufferedFrame> inOrder();

  /** Forgets the frame of that instant. */
  void remove(long timeMicros);

  /** Forgets everything. */
  void clear();
}
