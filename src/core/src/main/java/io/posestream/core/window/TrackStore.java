package io.posestream.core.window;

import io.posestream.core.track.CameraTracks;

/** What is remembered of one camera's tracks, from one window to the next. */
public interface TrackStore {
  /** Returns what is remembered. */
  CameraTracks tracks();

  /** Remembers. */
  void put(CameraTracks tracks);

  /** Forgets everything. */
  void clear();
}
