package io.posestream.testkit.simulation;

import java.util.Set;
import java.util.TreeSet;

/**
 * Something that really happens in a simulation.
 *
 * @param camera who sees it
 * @param label its name in the starter model, such as {@code fall} or {@code 2p_punching}
 * @param startMillis event time, inclusive
 * @param endMillis event time, exclusive
 * @param tracks every id that who did it goes by in that time: two people for a pair, more ids if
 *     the tracker switched one
 */
public record Truth(
    String camera, String label, long startMillis, long endMillis, Set<String> tracks) {
  /** Copies the tracks in. */
  public Truth {
    tracks = Set.copyOf(tracks);
  }

  /** Tells whether a half-open interval of event time shares a moment with this. */
  public boolean overlaps(long fromMillis, long toMillis) {
    return startMillis < toMillis && fromMillis < endMillis;
  }

  /** Tells whether {@code next} is the same thing, going on. */
  boolean continuedBy(Truth next) {
    return camera.equals(next.camera)
        && label.equals(next.label)
        && tracks.equals(next.tracks)
        && endMillis >= next.startMillis;
  }

  Truth until(long millis) {
    return new Truth(camera, label, startMillis, Math.max(endMillis, millis), tracks);
  }

  @Override
  public String toString() {
    return "Truth[%s at %s, %d..%d ms, tracks %s]"
        .formatted(label, camera, startMillis, endMillis, new TreeSet<>(tracks));
  }
}
