package io.posestream.core.zone;

import java.util.List;

/** Tells which zones a camera has. */
public interface ZonePlan {
  /**
   * Returns the zones of a camera at an instant.
   *
   * @param camera the video source
   * @param timeMillis event time
   */
  List<Zone> zonesAt(String camera, long timeMillis);
}
