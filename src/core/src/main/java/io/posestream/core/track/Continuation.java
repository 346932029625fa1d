package io.posestream.core.track;

import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets new ids take over lost tracks that they continue by place, pose and size, unless another
 * person or another track would fit nearly as well.
 */
final class Continuation {
  // Bounds of a perfect gap of no time, and what they gain with each second of it; in body sizes.
  private static final double REACH = 0.35;
  private static final double REACH_PER_SECOND = 1.0;
  private static final double DEFORMATION = 0.2;
  private static final double DEFORMATION_PER_SECOND = 0.15;
  private static final double GROWTH = 1.5;
  private static final double CLEARLY_BEST = 0.7;

  private final TrackBook book;
  private final long maxGapMillis;

  Continuation(TrackBook book, long maxGapMillis) {
    this.book = book;
    this.maxGapMillis = maxGapMillis;
  }

  /** A person who may continue a lost track. */
  private record Match(Person person, String track, double cost) {
    boolean rivals(Match other) {
      return !other.equals(this) && (other.person.equals(person) || other.track.equals(track));
    }
  }

  /** Links those who clearly continue a track that nobody in the frame is linked to. */
  void link(List<Person> unlinked, FrameLinks links) {
    Set<String> present = links.present();
    List<Match> matches = matches(unlinked, present, links.micros());
    for (Match match : matches) {
      if (!links.isLinked(match.person())
          && !present.contains(match.track())
          && clearlyBest(match, matches)) {
        links.link(match.person(), match.track());
        present.add(match.track());
        book.call(match.person().trackId(), match.track(), links.micros());
        book.mark(match.track(), links.micros());
      }
    }
  }

  private List<Match> matches(List<Person> unlinked, Set<String> present, long micros) {
    List<Match> matches = new ArrayList<>();
    for (Person person : unlinked) {
      for (KnownTrack lost : book.all()) {
        if (!present.contains(lost.trackId())) {
          cost(person, lost, micros)
              .ifPresent(cost -> matches.add(new Match(person, lost.trackId(), cost)));
        }
      }
    }
    matches.sort(
        Comparator.comparingDouble(Match::cost)
            .thenComparing(Match::track)
            .thenComparing(match -> match.person().trackId()));
    return matches;
  }

  private static boolean clearlyBest(Match best, List<Match> matches) {
    return matches.stream()
        .filter(best::rivals)
        .allMatch(other -> best.cost() <= CLEARLY_BEST * other.cost());
  }

  // 0 for a perfect continuation, up to 3; none if any of the three is out of reach.
  private Optional<Double> cost(Person person, KnownTrack lost, long micros) {
    double gap = (micros - lost.seenMicros()) / 1e6;
    if (gap <= 0 || 1000 * gap > maxGapMillis) {
      return Optional.empty();
    }
    PoseShift shift = book.shift(lost, person);
    double place = lost.strayed(shift, micros) / (REACH + REACH_PER_SECOND * gap);
    double pose =
        shift.deformation(lost.pose(), person, book.scratch())
            / (DEFORMATION + DEFORMATION_PER_SECOND * gap);
    double size = Math.abs(Math.log(shift.growth())) / Math.log(GROWTH);
    return place <= 1 && pose <= 1 && size <= 1
        ? Optional.of(place + pose + size)
        : Optional.empty();
  }
}
