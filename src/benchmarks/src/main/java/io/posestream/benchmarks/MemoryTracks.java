package io.posestream.benchmarks;

import io.posestream.core.track.CameraTracks;
import io.posestream.core.window.TrackStore;

/** The tracks of one camera in memory. */
public final class MemoryTracks implements TrackStore {
  private CameraTracks tracks = CameraTracks.NONE;

  /** Creates a store that remembers nothing. */
  public MemoryTracks() {}

  @Override
  public CameraTracks tracks() {
    return tracks;
  }

  @Override
  public void put(CameraTracks newest) {
    tracks = newest;
  }

  @Override
  public void clear() {
    tracks = CameraTracks.NONE;
  }
}
