package io.posestream.core.window;

import io.posestream.core.track.CameraTracks;

/** A track store in memory. */
final class MemoryTracks implements TrackStore {
  private CameraTracks tracks = CameraTracks.NONE;

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
