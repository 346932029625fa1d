package io.posestream.core.zone;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The zones of each camera.
 *
 * @param byCamera in the order in which they are named; ids are unique within a camera
 */
public record ZoneMap(Map<String, List<Zone>> byCamera) implements ZonePlan, Serializable {
  /** No camera has a zone. */
  public static final ZoneMap NONE = new ZoneMap(Map.of());

  /**
   * Copies the lists in.
   *
   * @throws IllegalArgumentException if a camera has two zones of one id
   */
  public ZoneMap {
    Map<String, List<Zone>> copy = new HashMap<>();
    byCamera.forEach(
        (camera, zones) -> {
          requireUniqueIds(camera, zones);
          copy.put(camera, List.copyOf(zones));
        });
    byCamera = Map.copyOf(copy);
  }

  private static void requireUniqueIds(String camera, List<Zone> zones) {
    Set<String> ids = new HashSet<>();
    for (Zone zone : zones) {
      if (!ids.add(zone.id())) {
        throw new IllegalArgumentException(
            "expected each zone once, got '%s' twice (camera=%s)".formatted(zone.id(), camera));
      }
    }
  }

  /** Returns the zones of a camera, none if it is not named. */
  public List<Zone> zonesOf(String camera) {
    return byCamera.getOrDefault(camera, List.of());
  }

  @Override
  public List<Zone> zonesAt(String camera, long timeMillis) {
    return zonesOf(camera);
  }

  /** Returns the ids of the zones of all cameras, ascending. */
  public Set<String> ids() {
    Set<String> ids = new TreeSet<>();
    byCamera.values().forEach(zones -> zones.forEach(zone -> ids.add(zone.id())));
    return ids;
  }
}
