package io.posestream.core.window;

import io.posestream.core.model.Scope;
import io.posestream.core.track.CameraTracks;
import io.posestream.core.window.AssemblyListener.Dropped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses whom a window gets clips of: the scene always, tracks and pairs that pass the gates
 * within the budget.
 *
 * <p>If the budget is short, pairs are taken from the closest on and persons from the one who moves
 * most; pairs get half of it, or what persons leave. Ties go by track id, so that replays agree.
 */
final class SubjectChoice {
  // Of each person, on both sides of the budget.
  private static final int PAIRS_IN_CROWD = 4;

  private final AssemblyPolicy policy;
  private final String camera;
  private final Window window;
  private final CameraTracks known;
  private final Set<String> moved = new TreeSet<>();

  /**
   * Prepares the choice for one window.
   *
   * @param policy which scopes and gates there are
   * @param camera whose window it is
   * @param window the interval
   * @param known what is remembered of the camera's tracks
   */
  SubjectChoice(AssemblyPolicy policy, String camera, Window window, CameraTracks known) {
    this.policy = policy;
    this.camera = camera;
    this.window = window;
    this.known = known;
  }

  /** Returns the tracks that were found to move. */
  Set<String> moved() {
    return moved;
  }

  /**
   * A subject and what shows it.
   *
   * @param subject whom
   * @param frames of the window, ascending
   * @param tracks in the clip
   */
  record Chosen(Subject subject, int[] frames, List<TrackRun> tracks) {}

  /** Two tracks that are close, and the frames that show both. */
  private record CandidatePair(TrackRun one, TrackRun other, int[] frames, double distance) {}

  /**
   * Chooses.
   *
   * @param frames of the window
   * @param tracks in the order in which their clips shall leave
   * @param out takes what is dropped
   */
  List<Chosen> choose(int frames, List<TrackRun> tracks, AssemblyListener out) {
    List<Chosen> chosen = new ArrayList<>();
    if (policy.scopes().contains(Scope.SCENE)) {
      int[] all = new int[frames];
      for (int i = 0; i < frames; i++) {
        all[i] = i;
      }
      chosen.add(new Chosen(Subject.scene(camera), all, tracks));
    }
    if (policy.scopes().contains(Scope.PERSON) || policy.scopes().contains(Scope.PAIR)) {
      chooseOwn(frames, tracks, out, chosen);
    }
    return chosen;
  }

  private void chooseOwn(
      int frames, List<TrackRun> tracks, AssemblyListener out, List<Chosen> chosen) {
    List<TrackRun> candidates = ofQuality(tracks, frames, out);
    List<TrackRun> persons =
        policy.scopes().contains(Scope.PERSON) ? moving(candidates, out) : List.of();
    List<CandidatePair> pairs =
        policy.scopes().contains(Scope.PAIR) ? close(candidates, frames, out) : List.of();
    int budget = budget(candidates.size());
    int pairsKept = Math.min(pairs.size(), Math.max(budget / 2, budget - persons.size()));
    for (TrackRun track : withinBudget(persons, budget - pairsKept, out)) {
      chosen.add(new Chosen(Subject.person(camera, track.id()), track.frames(), List.of(track)));
    }
    for (CandidatePair pair : pairs.subList(0, pairsKept)) {
      chosen.add(
          new Chosen(
              Subject.pair(camera, pair.one.id(), pair.other.id()),
              pair.frames,
              List.of(pair.one, pair.other)));
    }
    count(Dropped.PAIR_OVER_BUDGET, pairs.size() - pairsKept, out);
  }

  // One run answers everybody, whatever their number: the budget bounds pairs alone, who could be
  // as
  // many as the square of the people.
  private int budget(int candidates) {
    int budget = policy.gates().maxClips();
    return policy.isAnsweredInCrowd(Scope.PERSON) || policy.isAnsweredInCrowd(Scope.PAIR)
        ? Math.max(budget, PAIRS_IN_CROWD * candidates)
        : budget;
  }

  private List<TrackRun> ofQuality(List<TrackRun> tracks, int frames, AssemblyListener out) {
    ClipGates gates = policy.gates();
    List<TrackRun> passed = new ArrayList<>();
    for (TrackRun track : tracks) {
      if (track.seen() < Math.max(policy.minFrames(), gates.minSeen() * frames)) {
        out.dropped(Dropped.TRACK_TOO_FEW_FRAMES);
      } else if (track.meanScore() < gates.minKeypointScore()) {
        out.dropped(Dropped.TRACK_LOW_SCORE);
      } else {
        passed.add(track);
        // An open gate need not know how much one moves.
        if (gates.minMotion() == 0 || track.motion() >= gates.minMotion()) {
          moved.add(track.id());
        }
      }
    }
    return passed;
  }

  private List<TrackRun> moving(List<TrackRun> candidates, AssemblyListener out) {
    List<TrackRun> moving = candidates.stream().filter(this::moves).toList();
    count(Dropped.TRACK_STILL, candidates.size() - moving.size(), out);
    return moving;
  }

  // Scored once more after it came to rest, so that what it did is seen to be over.
  private boolean moves(TrackRun candidate) {
    return moved.contains(candidate.id())
        || known
            .track(candidate.id())
            .filter(track -> track.movedThroughMicros() > 1000 * window.startMillis())
            .isPresent();
  }

  private List<CandidatePair> close(List<TrackRun> candidates, int frames, AssemblyListener out) {
    List<CandidatePair> pairs = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      for (int j = i + 1; j < candidates.size(); j++) {
        pair(candidates.get(i), candidates.get(j), frames)
            .filter(pair -> moves(pair, out))
            .ifPresent(pairs::add);
      }
    }
    pairs.sort(
        Comparator.comparingDouble(CandidatePair::distance)
            .thenComparing(pair -> pair.one.id())
            .thenComparing(pair -> pair.other.id()));
    return pairs;
  }

  private Optional<CandidatePair> pair(TrackRun first, TrackRun second, int frames) {
    double distance = TrackRun.distance(first, second);
    if (distance > policy.gates().pairDistance()) {
      return Optional.empty();
    }
    int[] both = TrackRun.framesOfBoth(first, second);
    CandidatePair pair =
        first.id().compareTo(second.id()) < 0
            ? new CandidatePair(first, second, both, distance)
            : new CandidatePair(second, first, both, distance);
    return seenTogether(pair, frames) ? Optional.of(pair) : Optional.empty();
  }

  private boolean moves(CandidatePair pair, AssemblyListener out) {
    boolean moves = moves(pair.one) || moves(pair.other);
    if (!moves) {
      out.dropped(Dropped.PAIR_STILL);
    }
    return moves;
  }

  // The median says where they were for most of these frames; most of the window must be these.
  private boolean seenTogether(CandidatePair pair, int frames) {
    return pair.frames.length >= Math.max(policy.minFrames(), frames / 2);
  }

  private static List<TrackRun> withinBudget(
      List<TrackRun> persons, int budget, AssemblyListener out) {
    if (persons.size() <= budget) {
      return persons;
    }
    count(Dropped.PERSON_OVER_BUDGET, persons.size() - budget, out);
    Set<TrackRun> kept =
        new HashSet<>(
            persons.stream()
                .sorted(
                    Comparator.comparingDouble((TrackRun person) -> -person.motion())
                        .thenComparing(TrackRun::id))
                .limit(budget)
                .toList());
    return persons.stream().filter(kept::contains).toList();
  }

  private static void count(Dropped what, int times, AssemblyListener out) {
    for (int i = 0; i < times; i++) {
      out.dropped(what);
    }
  }
}
