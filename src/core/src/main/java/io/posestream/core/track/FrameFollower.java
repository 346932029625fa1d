package io.posestream.core.track;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows the persons of one frame after another.
 *
 * <p>Mutable: made for one look at some frames and used by one thread.
 */
final class FrameFollower {
  private final TrackBook book;
  private final LinkRules rules;
  private final Swaps swaps;
  private final Jumps jumps;
  private final Continuation continuation;
  private final List<KnownTrack> seen = new ArrayList<>();
  private final Set<String> seenTracks = new HashSet<>();

  FrameFollower(TrackBook book, LinkRules rules) {
    this.book = book;
    this.rules = rules;
    swaps = new Swaps(book);
    jumps = new Jumps(book);
    continuation = new Continuation(book, rules.maxGapMillis());
  }

  void follow(PoseFrame frame) {
    if (isPlain(frame)) {
      seen.forEach(book::put);
    } else {
      settle(frame);
    }
  }

  /**
   * Follows everybody in a frame to {@code seen}, as long as all are known and nothing is amiss.
   *
   * <p>Most frames are so, and decide nothing: {@link #settle} would come to the same.
   */
  private boolean isPlain(PoseFrame frame) {
    seen.clear();
    seenTracks.clear();
    int strayed = 0;
    for (Person person : frame.persons()) {
      if (!(person.meanJointScore() > 0)) {
        continue;
      }
      KnownTrack before = book.get(book.trackOf(person.trackId()));
      // Tracker ids differ within a frame, so that only an alias makes two of them one track.
      if (before == null || (book.hasAliases() && !seenTracks.add(before.trackId()))) {
        return false;
      }
      PoseShift shift = PoseShift.between(before.pose(), person, book.scratch());
      strayed += hasStrayed(before, shift, frame.timeMicros()) ? 1 : 0;
      if (strayed > 1 || hasJumped(before, shift, frame.timeMicros())) {
        return false;
      }
      seen.add(before.seen(person, shift, frame.timeMicros()));
    }
    return true;
  }

  private boolean hasStrayed(KnownTrack before, PoseShift shift, long micros) {
    return rules.maxGapMillis() > 0
        && before.isRecentAt(micros)
        && before.strayed(shift, micros) > Swaps.STRAYED;
  }

  private boolean hasJumped(KnownTrack before, PoseShift shift, long micros) {
    return rules.maxGapMillis() > 0 && before.isLeftBy(shift, micros);
  }

  private void settle(PoseFrame frame) {
    List<Person> persons =
        frame.persons().stream().filter(person -> person.meanJointScore() > 0).toList();
    FrameLinks links = new FrameLinks(persons, frame.timeMicros(), book);
    if (rules.maxGapMillis() > 0) {
      correct(links);
    }
    for (Person person : persons) {
      book.see(links.trackOrId(person), person, frame.timeMicros());
    }
    book.endFrame();
  }

  private void correct(FrameLinks links) {
    swaps.giveBack(links);
    swaps.undo(links);
    List<Person> jumped = jumps.unlink(links);
    List<Person> unlinked = new ArrayList<>(links.unknown());
    unlinked.addAll(jumped);
    continuation.link(unlinked, links);
    jumps.beginAnew(jumped, links);
  }
}
