package io.posestream.flink.window;

import io.posestream.core.track.CameraTracks;
import io.posestream.core.window.TrackStore;
import java.util.Optional;
import org.apache.flink.api.common.state.ValueState;

/** The tracks of the current camera: read and written with each window, not with each frame. */
final class TrackState implements TrackStore {
  private final ValueState<CameraTracks> tracks;

  TrackState(ValueState<CameraTracks> tracks) {
    this.tracks = tracks;
  }

  @Override
  public CameraTracks tracks() {
    return StateAccess.get(() -> Optional.ofNullable(tracks.value()).orElse(CameraTracks.NONE));
  }

  @Override
  public void put(CameraTracks newest) {
    StateAccess.run(() -> tracks.update(newest));
  }

  @Override
  public void clear() {
    tracks.clear();
  }
}
