package io.posestream.core.track;

import static java.util.Objects.requireNonNull;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows the persons of one camera through what their tracker does to them.
 *
 * <p>Frame by frame, in event time:
 *
 * <ul>
 *   <li>two ids that have changed places between two frames are changed back;
 *   <li>an id that jumps further than a body can leaves its track, and goes on as one of its own
 *       unless it continues another;
 *   <li>a new id that continues a lost track by place, size and pose takes its track over, unless
 *       another person or another track would fit nearly as well;
 *   <li>an id that comes back while another has taken over its track gets it back.
 * </ul>
 *
 * <p>All bounds are in body sizes, the longer side of the box around the joints, so that they hold
 * near and far. State is handed in and out; the class holds none and is thread-safe.
 */
public final class TrackLinker {
  // Bodies run at most about 5 sizes a second across the image; the constant is the estimator's.
  private static final double JUMP = 0.75;
  private static final double JUMP_PER_SECOND = 5;
  // Two in one place cannot be told apart; two that stay put must not be thought to have swapped.
  private static final double SWAP_LEAST = 0.3;
  private static final double STRAYED = SWAP_LEAST / 3;
  private static final double SWAP_GAIN = 0.4;
  private static final long SWAP_WITHIN_MICROS = 300_000;
  private static final double REACH = 0.35;
  private static final double REACH_PER_SECOND = 1.0;
  private static final double DEFORMATION = 0.2;
  private static final double DEFORMATION_PER_SECOND = 0.15;
  private static final double GROWTH = 1.5;
  private static final double CLEARLY_BEST = 0.7;
  // A velocity says little of where one is after a while.
  private static final double FORESIGHT_SECONDS = 0.4;

  private final LinkRules rules;

  /** Creates a linker under rules. */
  public TrackLinker(LinkRules rules) {
    this.rules = rules;
  }

  /**
   * What came of a look at some frames.
   *
   * @param tracks what is remembered from here on
   * @param forgotten how many tracks were more than may be remembered
   */
  public record Linked(CameraTracks tracks, int forgotten) {}

  /**
   * Looks at the frames that were not looked at yet.
   *
   * @param frames in ascending event time; those before {@link CameraTracks#throughMicros} are
   *     passed over
   * @param tracks what is remembered
   * @param throughMillis event time up to which frames are complete, exclusive
   * @param openMillis start of the oldest window that is still open; what ended before it goes
   */
  public Linked link(
      List<PoseFrame> frames, CameraTracks tracks, long throughMillis, long openMillis) {
    Memory memory = new Memory(tracks);
    for (PoseFrame frame : frames) {
      if (frame.timeMicros() >= tracks.throughMicros()) {
        memory.look(frame);
      }
    }
    return memory.linked(1000 * throughMillis, 1000 * (openMillis - rules.maxGapMillis()));
  }

  /** One look at some frames. */
  private final class Memory {
    private final Map<String, KnownTrack> known = new HashMap<>();
    private final List<Alias> aliases;
    // What each id stands for now, where that is not its own track.
    private final Map<String, String> standsFor = new HashMap<>();
    // How far each person of the frame is from the tracks it was held against.
    private final Map<Person, Map<String, PoseShift>> shifts = new IdentityHashMap<>();
    private final PoseShift.Scratch scratch = new PoseShift.Scratch();
    private final List<KnownTrack> seen = new ArrayList<>();
    private final Set<String> followedTracks = new HashSet<>();

    Memory(CameraTracks tracks) {
      tracks.known().forEach(track -> known.put(track.trackId(), track));
      aliases = new ArrayList<>(tracks.aliases());
      aliases.forEach(alias -> standsFor.put(alias.trackerId(), alias.trackId()));
    }

    void look(PoseFrame frame) {
      if (isPlain(frame)) {
        seen.forEach(track -> known.put(track.trackId(), track));
      } else {
        settle(frame);
      }
    }

    /**
     * Follows everybody in a frame to {@code seen}, as long as all are known and nothing is amiss.
     *
     * <p>Most frames are so, and decide nothing: what {@link #settle} would do comes to the same.
     */
    private boolean isPlain(PoseFrame frame) {
      seen.clear();
      followedTracks.clear();
      long micros = frame.timeMicros();
      int strayed = 0;
      for (Person person : frame.persons()) {
        if (!(person.meanJointScore() > 0)) {
          continue;
        }
        KnownTrack before = known.get(trackOf(person.trackId()));
        // Tracker ids differ within a frame, so that only an alias makes two of them one track.
        if (before == null || (!aliases.isEmpty() && !followedTracks.add(before.trackId()))) {
          return false;
        }
        PoseShift shift = PoseShift.between(before.pose(), person, scratch);
        if (rules.maxGapMillis() > 0) {
          strayed += recent(before, micros) && strays(shift, before, micros) > STRAYED ? 1 : 0;
          if (strayed > 1 || jumps(shift, before, micros)) {
            return false;
          }
        }
        seen.add(before.seen(person, shift, micros));
      }
      return true;
    }

    private void settle(PoseFrame frame) {
      List<Person> persons =
          frame.persons().stream().filter(person -> person.meanJointScore() > 0).toList();
      Map<Person, String> followed = new IdentityHashMap<>();
      List<Person> unknown = new ArrayList<>();
      for (Person person : persons) {
        String track = trackOf(person.trackId());
        if (known.containsKey(track)) {
          followed.put(person, track);
        } else {
          unknown.add(person);
        }
      }
      if (rules.maxGapMillis() > 0) {
        List<Person> inOrder =
            persons.stream()
                .filter(followed::containsKey)
                .sorted(Comparator.comparing(Person::trackId))
                .toList();
        giveBack(inOrder, followed, frame.timeMicros());
        undoSwaps(inOrder, followed, frame.timeMicros());
        List<Person> jumped = breakJumps(inOrder, followed, frame.timeMicros());
        unknown.addAll(jumped);
        continueLost(unknown, jumped, followed, frame.timeMicros());
      }
      for (Person person : persons) {
        see(followed.getOrDefault(person, person.trackId()), person, frame.timeMicros());
      }
      shifts.clear();
    }

    private PoseShift shift(KnownTrack from, Person person) {
      return shifts
          .computeIfAbsent(person, unseen -> new HashMap<>())
          .computeIfAbsent(from.trackId(), unseen -> PoseShift.between(from.pose(), person, scratch));
    }

    private String trackOf(String trackerId) {
      return aliases.isEmpty() ? trackerId : standsFor.getOrDefault(trackerId, trackerId);
    }

    private void see(String track, Person person, long micros) {
      KnownTrack before = known.get(track);
      known.put(
          track,
          before == null
              ? KnownTrack.begin(track, person, micros, -1)
              : before.seen(person, shift(before, person), micros));
    }

    private void call(String trackerId, String track, long micros) {
      aliases.add(new Alias(trackerId, micros, track));
      standsFor.put(trackerId, track);
    }

    private void mark(String track, long micros) {
      known.computeIfPresent(track, (id, before) -> before.switched(micros));
    }

    // Two persons of one frame cannot be one track: the later id had taken it over wrongly.
    private void giveBack(List<Person> persons, Map<Person, String> followed, long micros) {
      Map<String, Person> holders = new HashMap<>();
      for (Person person : persons) {
        String track = track(person, followed);
        Person other = holders.putIfAbsent(track, person);
        if (other == null) {
          continue;
        }
        boolean otherOwns = other.trackId().equals(track);
        Person owner = otherOwns ? other : person;
        Person taker = otherOwns ? person : other;
        String own = freeId(taker.trackId(), micros);
        call(taker.trackId(), own, micros);
        holders.put(track, owner);
        followed.put(taker, own);
        KnownTrack begun = KnownTrack.begin(own, taker, micros, micros);
        known.put(own, begun);
        mark(track, micros);
      }
    }

    private void undoSwaps(List<Person> persons, Map<Person, String> followed, long micros) {
      List<Person> strayed =
          persons.stream()
              .filter(person -> recent(track(person, followed), micros))
              .filter(person -> strays(person, track(person, followed), micros) > STRAYED)
              .toList();
      for (int i = 0; i < strayed.size(); i++) {
        for (int j = i + 1; j < strayed.size(); j++) {
          Person one = strayed.get(i);
          Person other = strayed.get(j);
          String oneTrack = track(one, followed);
          String otherTrack = track(other, followed);
          double kept = strays(one, oneTrack, micros) + strays(other, otherTrack, micros);
          double swapped = strays(one, otherTrack, micros) + strays(other, oneTrack, micros);
          if (kept >= SWAP_LEAST && swapped <= SWAP_GAIN * kept) {
            followed.put(one, otherTrack);
            followed.put(other, oneTrack);
            call(one.trackId(), otherTrack, micros);
            call(other.trackId(), oneTrack, micros);
            mark(oneTrack, micros);
            mark(otherTrack, micros);
          }
        }
      }
    }

    private boolean recent(String track, long micros) {
      KnownTrack before = known.get(track);
      return before != null && recent(before, micros);
    }

    private static boolean recent(KnownTrack before, long micros) {
      return before.seenMicros() < micros && micros - before.seenMicros() <= SWAP_WITHIN_MICROS;
    }

    // How far a person is from where a track would be by now, in body sizes.
    private double strays(Person person, String track, long micros) {
      KnownTrack before = known.get(track);
      return before == null
          ? Double.POSITIVE_INFINITY
          : strays(shift(before, person), before, micros);
    }

    private static double strays(PoseShift shift, KnownTrack before, long micros) {
      double ahead = Math.min((micros - before.seenMicros()) / 1e6, FORESIGHT_SECONDS);
      return shift.beside(ahead * before.velocityX(), ahead * before.velocityY());
    }

    private static boolean jumps(PoseShift shift, KnownTrack before, long micros) {
      double seconds = (micros - before.seenMicros()) / 1e6;
      return seconds > 0 && shift.beside(0, 0) > JUMP + JUMP_PER_SECOND * seconds;
    }

    private List<Person> breakJumps(
        List<Person> persons, Map<Person, String> followed, long micros) {
      List<Person> jumped = new ArrayList<>();
      for (Person person : persons) {
        String track = track(person, followed);
        KnownTrack before = known.get(track);
        if (before != null && jumps(shift(before, person), before, micros)) {
          followed.remove(person);
          jumped.add(person);
          mark(track, micros);
        }
      }
      return jumped;
    }

    /** A person who may continue a lost track. */
    private record Match(Person person, String track, double cost) {}

    private void continueLost(
        List<Person> unknown, List<Person> jumped, Map<Person, String> followed, long micros) {
      Set<String> present = new HashSet<>(followed.values());
      List<Match> matches = new ArrayList<>();
      for (Person person : unknown) {
        for (KnownTrack lost : known.values()) {
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
      for (Match match : matches) {
        if (!followed.containsKey(match.person())
            && !present.contains(match.track())
            && clearlyBest(match, matches)) {
          followed.put(match.person(), match.track());
          present.add(match.track());
          call(match.person().trackId(), match.track(), micros);
          mark(match.track(), micros);
        }
      }
      for (Person person : jumped) {
        if (!followed.containsKey(person)) {
          String own = freeId(person.trackId(), micros);
          followed.put(person, own);
          call(person.trackId(), own, micros);
          known.put(own, KnownTrack.begin(own, person, micros, micros));
        }
      }
    }

    private static boolean clearlyBest(Match best, List<Match> matches) {
      return matches.stream()
          .filter(other -> !other.equals(best))
          .filter(
              other -> other.person().equals(best.person()) || other.track().equals(best.track()))
          .allMatch(other -> best.cost() <= CLEARLY_BEST * other.cost());
    }

    // 0 for a perfect continuation, up to 3; none if any of the three is out of reach.
    private Optional<Double> cost(Person person, KnownTrack lost, long micros) {
      double gap = (micros - lost.seenMicros()) / 1e6;
      if (gap <= 0 || 1000 * gap > rules.maxGapMillis()) {
        return Optional.empty();
      }
      PoseShift shift = shift(lost, person);
      double ahead = Math.min(gap, FORESIGHT_SECONDS);
      double place =
          shift.beside(ahead * lost.velocityX(), ahead * lost.velocityY())
              / (REACH + REACH_PER_SECOND * gap);
      double pose =
          shift.deformation(lost.pose(), person, scratch)
              / (DEFORMATION + DEFORMATION_PER_SECOND * gap);
      double size = Math.abs(Math.log(shift.growth())) / Math.log(GROWTH);
      return place <= 1 && pose <= 1 && size <= 1
          ? Optional.of(place + pose + size)
          : Optional.empty();
    }

    private String freeId(String trackerId, long micros) {
      boolean own = trackOf(trackerId).equals(trackerId) || known.containsKey(trackerId);
      return own ? trackerId + "@" + micros / 1000 : trackerId;
    }

    private static String track(Person person, Map<Person, String> followed) {
      return requireNonNull(followed.get(person));
    }

    Linked linked(long throughMicros, long keepMicros) {
      known.values().removeIf(track -> track.seenMicros() < keepMicros);
      int forgotten = Math.max(0, known.size() - rules.maxTracks());
      known.values().stream()
          .sorted(
              Comparator.comparingLong(KnownTrack::seenMicros).thenComparing(KnownTrack::trackId))
          .limit(forgotten)
          .map(KnownTrack::trackId)
          .toList()
          .forEach(known::remove);
      dropDeadAliases(keepMicros);
      List<KnownTrack> remembered = new ArrayList<>(known.values());
      remembered.sort(Comparator.comparing(KnownTrack::trackId));
      return new Linked(new CameraTracks(throughMicros, remembered, aliases), forgotten);
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
}
