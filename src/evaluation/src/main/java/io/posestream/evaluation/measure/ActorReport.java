package io.posestream.evaluation.measure;

import io.posestream.core.window.Window;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * How often events name the true actor first, compared with two simple guesses.
 *
 * <p>Only events with a choice count: they match a truth with known actors, and have at least two
 * participants with shares.
 *
 * @param events number of events with a choice
 * @param first events that name a true actor first
 * @param largestFirst events in which the largest person is a true actor
 * @param fastestFirst events in which the fastest person is a true actor
 * @param chance mean share of true actors among the participants
 */
public record ActorReport(
    int events, int first, int largestFirst, int fastestFirst, double chance) {
  /**
   * Compares the participants of events with the true actors.
   *
   * @param pairs truths with the events that found them
   * @param seen returns size and speed of the tracks of a camera in an interval; empty if unknown
   */
  public static ActorReport of(
      List<MatchedPair> pairs, BiFunction<String, Window, List<TrackMotion>> seen) {
    ActorReport report = new ActorReport(0, 0, 0, 0, 0);
    for (MatchedPair pair : pairs) {
      if (!pair.truth().trackIds().isEmpty() && pair.event().ranking().size() >= 2) {
        report = report.with(pair, seen.apply(pair.event().camera(), pair.event().time()));
      }
    }
    return report;
  }

  private ActorReport with(MatchedPair pair, List<TrackMotion> motions) {
    List<String> ranking = pair.event().ranking();
    double guessed = ranking.stream().mapToInt(track -> acted(pair, track)).average().orElse(0);
    return new ActorReport(
        events + 1,
        first + acted(pair, ranking.get(0)),
        largestFirst + actedMost(pair, motions, Comparator.comparingDouble(TrackMotion::size)),
        fastestFirst + actedMost(pair, motions, Comparator.comparingDouble(TrackMotion::speed)),
        (chance * events + guessed) / (events + 1));
  }

  private static int actedMost(
      MatchedPair pair, List<TrackMotion> motions, Comparator<TrackMotion> order) {
    return motions.stream().max(order).map(track -> acted(pair, track.trackId())).orElse(0);
  }

  private static int acted(MatchedPair pair, String trackId) {
    return pair.truth().trackIds().contains(trackId) ? 1 : 0;
  }

  /** Returns a count as a share of the events; absent if there are none. */
  public OptionalDouble share(int count) {
    return events == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count / events);
  }
}
