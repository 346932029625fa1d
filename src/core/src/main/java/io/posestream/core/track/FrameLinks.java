package io.posestream.core.track;

import static java.util.Objects.requireNonNull;

import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which track each person of one frame is taken for, while that is being settled.
 *
 * <p>Mutable: made for one frame and used by one thread.
 */
final class FrameLinks {
  private final long micros;
  private final Map<Person, String> tracks = new IdentityHashMap<>();
  private final List<Person> inOrder = new ArrayList<>();
  private final List<Person> unknown = new ArrayList<>();

  /** Takes every person for the track of its id, as far as that is known. */
  FrameLinks(List<Person> persons, long micros, TrackBook book) {
    this.micros = micros;
    for (Person person : persons) {
      String track = book.trackOf(person.trackId());
      if (book.has(track)) {
        tracks.put(person, track);
        inOrder.add(person);
      } else {
        unknown.add(person);
      }
    }
    inOrder.sort(Comparator.comparing(Person::trackId));
  }

  /** Returns the event time of the frame, in microseconds. */
  long micros() {
    return micros;
  }

  /** Returns those whose id was known, in ascending order of their ids. */
  List<Person> inOrder() {
    return inOrder;
  }

  /** Returns those whose id was not known. */
  List<Person> unknown() {
    return unknown;
  }

  boolean isLinked(Person person) {
    return tracks.containsKey(person);
  }

  /** Returns the track of a person who is linked. */
  String track(Person person) {
    return requireNonNull(tracks.get(person));
  }

  /** Returns the track of a person, or the id of the tracker for one who is new. */
  String trackOrId(Person person) {
    return tracks.getOrDefault(person, person.trackId());
  }

  void link(Person person, String track) {
    tracks.put(person, track);
  }

  void unlink(Person person) {
    tracks.remove(person);
  }

  /** Returns the tracks that somebody is linked to. */
  Set<String> present() {
    return new HashSet<>(tracks.values());
  }
}
