package io.posestream.core.track;

import io.posestream.core.pose.Person;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Changes ids back that the tracker gave to the wrong one of two persons. */
final class Swaps {
  // Two in one place cannot be told apart; two that stay put must not be thought to have swapped.
  private static final double LEAST = 0.3;
  private static final double GAIN = 0.4;

  /** How far a person must have strayed to be one of two that swapped, in body sizes. */
  static final double STRAYED = LEAST / 3;

  private final TrackBook book;

  Swaps(TrackBook book) {
    this.book = book;
  }

  /**
   * Gives a track back to the id that had it, where another id had taken it over: two persons of
   * one frame cannot be one track.
   */
  void giveBack(FrameLinks links) {
    Map<String, Person> holders = new HashMap<>();
    for (Person person : links.inOrder()) {
      String track = links.track(person);
      Person other = holders.putIfAbsent(track, person);
      if (other == null) {
        continue;
      }
      boolean otherOwns = other.trackId().equals(track);
      holders.put(track, otherOwns ? other : person);
      Person taker = otherOwns ? person : other;
      links.link(taker, book.begin(taker, links.micros()));
      book.mark(track, links.micros());
    }
  }

  /** Undoes swaps: two ids that have changed places since the frame before are changed back. */
  void undo(FrameLinks links) {
    List<Person> strayed =
        links.inOrder().stream().filter(person -> hasStrayed(person, links)).toList();
    for (int i = 0; i < strayed.size(); i++) {
      for (int j = i + 1; j < strayed.size(); j++) {
        if (haveSwapped(strayed.get(i), strayed.get(j), links)) {
          swap(strayed.get(i), strayed.get(j), links);
        }
      }
    }
  }

  private boolean hasStrayed(Person person, FrameLinks links) {
    String track = links.track(person);
    KnownTrack before = book.get(track);
    return before != null
        && before.isRecentAt(links.micros())
        && book.strays(person, track, links.micros()) > STRAYED;
  }

  private boolean haveSwapped(Person one, Person other, FrameLinks links) {
    String oneTrack = links.track(one);
    String otherTrack = links.track(other);
    long micros = links.micros();
    double kept = book.strays(one, oneTrack, micros) + book.strays(other, otherTrack, micros);
    double swapped = book.strays(one, otherTrack, micros) + book.strays(other, oneTrack, micros);
    return kept >= LEAST && swapped <= GAIN * kept;
  }

  private void swap(Person one, Person other, FrameLinks links) {
    String oneTrack = links.track(one);
    String otherTrack = links.track(other);
    rename(one, otherTrack, links);
    rename(other, oneTrack, links);
    book.mark(oneTrack, links.micros());
    book.mark(otherTrack, links.micros());
  }

  private void rename(Person person, String track, FrameLinks links) {
    links.link(person, track);
    book.call(person.trackId(), track, links.micros());
  }
}
