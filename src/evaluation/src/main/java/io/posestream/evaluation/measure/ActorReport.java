package io.posestream.evaluation.measure;

import io.posestream.core.window.Window;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/**
 * How often events name the true actor first, beside two ways to guess.
 *
 * <p>Counted are the events that found a truth whose actors are known, and that had the choice: two
 * participants or more, with shares.
 *
 * @param events counted
 * @param first of these with a true actor in the first place
 * @param largestFirst of these where the largest person is a true actor
 * @param fastestFirst of these where the fastest person is a true actor
 * @param chance mean share of true actors among the participants
 */
public record ActorReport(
    int events, int first, int largestFirst, int fastestFirst, double chance) {
  /**
   * Compares who events name with who did it.
   *
   * @param pairs truths with the events that found them
   * @param seen tells who was how large and how fast on a camera for a while; nobody if unknown
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

  /** Returns a count as a share of the events, absent without any. */
  public OptionalDouble share(int count) {
    return events == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count / events);
  }
}
