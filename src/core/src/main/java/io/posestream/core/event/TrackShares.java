package io.posestream.core.event;

import io.posestream.core.model.Scope;
import io.posestream.core.score.LabelEvidence;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.ClipTrack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who does an action, summed up over its windows.
 *
 * @param tracks those a share is known of, by descending weight
 */
public record TrackShares(List<TrackWeight> tracks) {
  /** Nobody is known yet. */
  public static final TrackShares NONE = new TrackShares(List.of());

  // Ids that a tracker gives out anew do not pile up in state.
  private static final int MOST_TRACKS = 16;
  // Whoever has at least this part of the leader's weight acts too.
  private static final double ACTOR = 0.5;

  /** Copies the list in. */
  public TrackShares {
    tracks = List.copyOf(tracks);
  }

  /** Returns who a window shows in an action; nobody if the model cannot tell. */
  static TrackShares in(WindowScores scores, int label) {
    List<ClipTrack> seen = scores.tracks();
    if (scores.subject().scope() == Scope.PERSON) {
      return new TrackShares(
          seen.stream().map(track -> new TrackWeight(track.trackId(), 1)).toList());
    }
    float[] shares = scores.evidenceOf(label).map(LabelEvidence::shares).orElse(new float[0]);
    if (shares.length != seen.size()) {
      return NONE;
    }
    List<TrackWeight> weights = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      weights.add(new TrackWeight(seen.get(i).trackId(), shares[i] * scores.probability(label)));
    }
    return new TrackShares(heaviest(weights));
  }

  TrackShares plus(TrackShares more) {
    Map<String, Double> sums = new LinkedHashMap<>();
    tracks.forEach(track -> sums.put(track.trackId(), track.weight()));
    more.tracks.forEach(track -> sums.merge(track.trackId(), track.weight(), Double::sum));
    List<TrackWeight> weights = new ArrayList<>();
    sums.forEach((trackId, weight) -> weights.add(new TrackWeight(trackId, weight)));
    return new TrackShares(heaviest(weights));
  }

  private static List<TrackWeight> heaviest(List<TrackWeight> weights) {
    return weights.stream()
        .sorted(
            Comparator.comparingDouble((TrackWeight track) -> -track.weight())
                .thenComparing(TrackWeight::trackId))
        .limit(MOST_TRACKS)
        .toList();
  }

  /** Returns the ids of those who act; everybody in the clip if nobody can tell. */
  Set<String> actors(WindowScores scores) {
    Set<String> actors = new TreeSet<>();
    if (tracks.isEmpty()) {
      scores.tracks().forEach(track -> actors.add(track.trackId()));
      return actors;
    }
    double least = ACTOR * tracks.get(0).weight();
    for (TrackWeight track : tracks) {
      if (track.weight() >= least) {
        actors.add(track.trackId());
      }
    }
    return actors;
  }

  /** Returns everybody in the clip and everybody who had a share, by descending share. */
  List<Participant> participants(WindowScores scores) {
    Map<String, ClipTrack> seen = new LinkedHashMap<>();
    scores.tracks().forEach(track -> seen.put(track.trackId(), track));
    if (tracks.isEmpty()) {
      return seen.values().stream().map(track -> participant(track, Optional.empty())).toList();
    }
    double sum = tracks.stream().mapToDouble(TrackWeight::weight).sum();
    List<Participant> participants = new ArrayList<>();
    for (TrackWeight track : tracks) {
      Optional<ClipTrack> now = Optional.ofNullable(seen.remove(track.trackId()));
      float share = sum > 0 ? (float) (track.weight() / sum) : 0;
      participants.add(
          now.map(seenNow -> participant(seenNow, Optional.of(share)))
              .orElse(new Participant(track.trackId(), Optional.of(share), Optional.empty())));
    }
    for (ClipTrack track : seen.values()) {
      participants.add(participant(track, Optional.of(0f)));
    }
    return participants;
  }

  private static Participant participant(ClipTrack track, Optional<Float> share) {
    return new Participant(track.trackId(), share, track.box(), track.zones());
  }
}
