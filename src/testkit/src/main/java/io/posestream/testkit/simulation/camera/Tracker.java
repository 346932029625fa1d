package io.posestream.testkit.simulation.camera;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The faults of a tracker: who it loses, and whom it renames.
 *
 * <p>Mutable until the scene is simulated.
 */
public final class Tracker {
  private record Gap(String track, double from, double to) {}

  private record Switch(String track, String newTrack, double at) {}

  private final List<Gap> gaps = new ArrayList<>();
  private final List<Switch> switches = new ArrayList<>();

  /** Loses an actor between two seconds of the scene. */
  public void addGap(String track, double from, double to) {
    gaps.add(new Gap(track, from, to));
  }

  /** Renames an actor from a second of the scene on. */
  public void addSwitch(String track, String newTrack, double at) {
    switches.add(new Switch(track, newTrack, at));
  }

  /** Tells whether an actor is lost at a second of the scene. */
  public boolean loses(String track, double time) {
    for (Gap gap : gaps) {
      if (gap.track.equals(track) && time >= gap.from && time < gap.to) {
        return true;
      }
    }
    return false;
  }

  /** Returns the id an actor goes by at a time. */
  public String idOf(String track, double time) {
    String id = track;
    for (Switch change : switches) {
      if (change.track.equals(id) && time >= change.at) {
        id = change.newTrack;
      }
    }
    return id;
  }

  /** Returns every id an actor goes by in an interval. */
  public Set<String> idsOf(String track, double from, double to) {
    Set<String> ids = new HashSet<>();
    ids.add(idOf(track, from));
    for (Switch change : switches) {
      if (change.at >= from && change.at < to) {
        ids.add(idOf(track, change.at));
      }
    }
    return ids;
  }
}
