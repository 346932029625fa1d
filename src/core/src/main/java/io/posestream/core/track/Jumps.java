package io.posestream.core.track;

import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.List;

/** Takes ids from tracks that they cannot have followed, because no body moves that far. */
final class Jumps {
  private final TrackBook book;

  Jumps(TrackBook book) {
    this.book = book;
  }

  /** Unlinks those who have jumped, and returns them. */
  List<Person> unlink(FrameLinks links) {
    List<Person> jumped = new ArrayList<>();
    for (Person person : links.inOrder()) {
      String track = links.track(person);
      KnownTrack before = book.get(track);
      if (before != null && before.isLeftBy(book.shift(before, person), links.micros())) {
        links.unlink(person);
        jumped.add(person);
        book.mark(track, links.micros());
      }
    }
    return jumped;
  }

  /** Gives those who have jumped, and continue no other track, tracks of their own. */
  void beginAnew(List<Person> jumped, FrameLinks links) {
    for (Person person : jumped) {
      if (!links.isLinked(person)) {
        links.link(person, book.begin(person, links.micros()));
      }
    }
  }
}
