package io.posestream.core.track;

import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a camera's tracks while its frames are followed.
 *
 * <p>Mutable: made for one look at some frames and used by one thread.
 */
final class TrackBook {
  private final Map<String, KnownTrack> known = new HashMap<>();
  private final List<Alias> aliases;
  // What each id stands for now, where that is not its own track.
  private final Map<String, String> standsFor = new HashMap<>();
  // How far each person of the frame is from the tracks it was compared with.
  private final Map<Person, Map<String, PoseShift>> shifts = new IdentityHashMap<>();
  private final PoseShift.Scratch scratch = new PoseShift.Scratch();

  TrackBook(CameraTracks tracks) {
    tracks.known().forEach(this::put);
    aliases = new ArrayList<>(tracks.aliases());
    aliases.forEach(alias -> standsFor.put(alias.trackerId(), alias.trackId()));
  }

  /** Returns the track that an id of the tracker stands for. */
  String trackOf(String trackerId) {
    return aliases.isEmpty() ? trackerId : standsFor.getOrDefault(trackerId, trackerId);
  }

  boolean hasAliases() {
    return !aliases.isEmpty();
  }

  @Nullable KnownTrack get(String track) {
    return known.get(track);
  }

  boolean has(String track) {
    return known.containsKey(track);
  }

  Collection<KnownTrack> all() {
    return known.values();
  }

  void put(KnownTrack track) {
    known.put(track.trackId(), track);
  }

  PoseShift.Scratch scratch() {
    return scratch;
  }

  /** Returns how a person lies to the last pose of a track; compared once for each frame. */
  PoseShift shift(KnownTrack from, Person person) {
    return shifts
        .computeIfAbsent(person, unseen -> new HashMap<>())
        .computeIfAbsent(from.trackId(), unseen -> PoseShift.between(from.pose(), person, scratch));
  }

  /** Returns how far a person is from where a track would be by now, in body sizes. */
  double strays(Person person, String track, long micros) {
    KnownTrack before = known.get(track);
    return before == null
        ? Double.POSITIVE_INFINITY
        : before.strayed(shift(before, person), micros);
  }

  /** Notes that an id of the tracker stands for a track from an instant on. */
  void call(String trackerId, String track, long micros) {
    aliases.add(new Alias(trackerId, micros, track));
    standsFor.put(trackerId, track);
  }

  /** Gives a person a track of its own, whose id is free, and returns that id. */
  String begin(Person person, long micros) {
    String own = freeId(person.trackId(), micros);
    call(person.trackId(), own, micros);
    put(KnownTrack.begin(own, person, micros, micros));
    return own;
  }

  private String freeId(String trackerId, long micros) {
    boolean taken = trackOf(trackerId).equals(trackerId) || known.containsKey(trackerId);
    return taken ? trackerId + "@" + micros / 1000 : trackerId;
  }

  /** Notes that the id of a track seems to have changed. */
  void mark(String track, long micros) {
    known.computeIfPresent(track, (id, before) -> before.switched(micros));
  }

  /** Follows a track to the person who shows it now. */
  void see(String track, Person person, long micros) {
    KnownTrack before = known.get(track);
    put(
        before == null
            ? KnownTrack.begin(track, person, micros, -1)
            : before.seen(person, shift(before, person), micros));
  }

  /** Forgets how the persons of a frame lie to the tracks. */
  void endFrame() {
    shifts.clear();
  }

  /**
   * Returns what is remembered.
   *
   * @param throughMicros up to which frames were followed
   * @param keepMicros tracks that were not seen since go
   * @param maxTracks most tracks that are kept, those seen last
   */
  TrackLinker.Linked linked(long throughMicros, long keepMicros, int maxTracks) {
    known.values().removeIf(track -> track.seenMicros() < keepMicros);
    int forgotten = Math.max(0, known.size() - maxTracks);
    known.values().stream()
        .sorted(Comparator.comparingLong(KnownTrack::seenMicros).thenComparing(KnownTrack::trackId))
        .limit(forgotten)
        .map(KnownTrack::trackId)
        .toList()
        .forEach(known::remove);
    dropDeadAliases(keepMicros);
    List<KnownTrack> remembered = new ArrayList<>(known.values());
    remembered.sort(Comparator.comparing(KnownTrack::trackId));
    return new TrackLinker.Linked(new CameraTracks(throughMicros, remembered, aliases), forgotten);
  }

  // An alias is dead once its track is forgotten, or a later one of its id holds for all frames
  // that may still be asked for.
  private void dropDeadAliases(long keepMicros) {
    Set<String> replaced = new HashSet<>();
    for (int i = aliases.size() - 1; i >= 0; i--) {
      Alias alias = aliases.get(i);
      boolean dead = replaced.contains(alias.trackerId()) || !known.containsKey(alias.trackId());
      if (alias.fromMicros() <= keepMicros) {
        replaced.add(alias.trackerId());
      }
      if (dead) {
        aliases.remove(i);
      }
    }
  }
}
