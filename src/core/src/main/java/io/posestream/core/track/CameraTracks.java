package io.posestream.core.track;

import io.posestream.core.pose.PictureMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of a camera's tracks.
 *
 * @param throughMicros frames before this instant, in microseconds of event time, have been looked
 *     at
 * @param known the tracks seen lately, in ascending order of their ids
 * @param aliases what tracker ids stand for where it is not the track of that id, in the order in
 *     which they came up
 */
public record CameraTracks(long throughMicros, List<KnownTrack> known, List<Alias> aliases) {
  /** A camera that was not looked at. */
  public static final CameraTracks NONE = new CameraTracks(-1, List.of(), List.of());

  /** Copies the lists in. */
  public CameraTracks {
    known = List.copyOf(known);
    aliases = List.copyOf(aliases);
  }

  /**
   * Returns the track that a tracker's id stands for at an instant.
   *
   * @param trackerId in a frame
   * @param micros the frame's event time
   */
  public String trackOf(String trackerId, long micros) {
    String track = trackerId;
    for (Alias alias : aliases) {
      if (alias.fromMicros() <= micros && alias.trackerId().equals(trackerId)) {
        track = alias.trackId();
      }
    }
    return track;
  }

  /** Returns what is remembered of a track. */
  public Optional<KnownTrack> track(String trackId) {
    // A loop: asked of everybody in every window.
    for (KnownTrack track : known) {
      if (track.trackId().equals(trackId)) {
        return Optional.of(track);
      }
    }
    return Optional.empty();
  }

  /** Returns whether a track's id seemed to change at or after an instant in milliseconds. */
  public boolean switchedSince(String trackId, long millis) {
    return track(trackId).filter(track -> track.switchedMicros() >= 1000 * millis).isPresent();
  }

  /** Returns this as it would be in a picture of another size. */
  public CameraTracks in(PictureMapping other) {
    List<KnownTrack> mapped = known.stream().map(track -> track.in(other)).toList();
    return new CameraTracks(throughMicros, mapped, aliases);
  }

  /** Returns this with tracks marked that moved in a window which ends at an instant. */
  public CameraTracks moved(Set<String> trackIds, long windowEndMillis) {
    if (trackIds.isEmpty()) {
      return this;
    }
    List<KnownTrack> marked = new ArrayList<>(known);
    marked.replaceAll(
        track -> trackIds.contains(track.trackId()) ? track.movedThrough(windowEndMillis) : track);
    return new CameraTracks(throughMicros, marked, aliases);
  }
}
