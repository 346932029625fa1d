package io.posestream.evaluation.measure;

import io.posestream.core.window.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pairs events with truths, one to one.
 *
 * <p>An event fits a truth if both have the same camera and action and overlap by a given share of
 * the shorter one. Among all pairings of events that fit, the matcher chooses by three criteria, in
 * this order: most pairs, most pairs that agree on an actor, longest total overlap. An unpaired
 * event is a duplicate if it fits a truth and agrees with it on an actor; otherwise it is a false
 * alarm. Event and truth also agree if one of them names nobody. The order of the input does not
 * matter. Mutable, for one use by one thread.
 */
final class IntervalMatcher {
  // Allows for rounding in share times length; lengths are whole milliseconds.
  private static final double ROUNDING_MILLIS = 1e-6;
  // Above the sum of all overlaps in a cluster, in milliseconds.
  private static final long RIGHT_ACTOR = 1L << 40;

  private static final Comparator<TruthInterval> TRUTHS_BY_TIME =
      Comparator.<TruthInterval>comparingLong(truth -> truth.time().startMillis())
          .thenComparingLong(truth -> truth.time().endMillis());
  private static final Comparator<DetectedInterval> EVENTS_BY_TIME =
      Comparator.<DetectedInterval>comparingLong(event -> event.time().startMillis())
          .thenComparingLong(event -> event.time().endMillis())
          .thenComparing(DetectedInterval::eventId);

  private final double minOverlap;
  private final List<MatchedPair> pairs = new ArrayList<>();
  private final List<TruthInterval> missed = new ArrayList<>();
  private final List<DetectedInterval> duplicates = new ArrayList<>();
  private final List<DetectedInterval> falseAlarms = new ArrayList<>();

  private IntervalMatcher(double minOverlap) {
    this.minOverlap = minOverlap;
  }

  /**
   * Pairs truths with events.
   *
   * @param truths in any order
   * @param events in any order
   * @param minOverlap minimum overlap as a share of the shorter interval, in (0, 1]
   */
  static Matching match(
      List<TruthInterval> truths, List<DetectedInterval> events, double minOverlap) {
    IntervalMatcher matcher = new IntervalMatcher(minOverlap);
    for (Group group : byCameraAndAction(truths, events)) {
      group.clusters().forEach(matcher::pair);
    }
    return new Matching(matcher.pairs, matcher.missed, matcher.duplicates, matcher.falseAlarms);
  }

  private static Collection<Group> byCameraAndAction(
      List<TruthInterval> truths, List<DetectedInterval> events) {
    Map<Key, Group> groups = new LinkedHashMap<>();
    for (TruthInterval truth : truths) {
      Key key = new Key(truth.camera(), truth.action());
      groups.computeIfAbsent(key, any -> new Group()).truths().add(truth);
    }
    for (DetectedInterval event : events) {
      Key key = new Key(event.camera(), event.action());
      groups.computeIfAbsent(key, any -> new Group()).events().add(event);
    }
    return groups.values();
  }

  private void pair(Group group) {
    List<TruthInterval> truths = group.truths();
    List<DetectedInterval> events = group.events();
    List<List<Assignment.Edge>> edges = truths.stream().map(truth -> edges(truth, events)).toList();
    int[] eventOf = Assignment.of(edges, events.size());
    for (int i = 0; i < eventOf.length; i++) {
      if (eventOf[i] == Assignment.NONE) {
        missed.add(truths.get(i));
      } else {
        pairs.add(new MatchedPair(truths.get(i), events.get(eventOf[i])));
      }
    }
    Set<Integer> paired = Arrays.stream(eventOf).boxed().collect(Collectors.toSet());
    sortOut(events, paired, fitting(edges));
  }

  private void sortOut(List<DetectedInterval> events, Set<Integer> paired, Set<Integer> fitting) {
    for (int i = 0; i < events.size(); i++) {
      if (!paired.contains(i)) {
        // A duplicate would make one more pair if its truth were free.
        (fitting.contains(i) ? duplicates : falseAlarms).add(events.get(i));
      }
    }
  }

  // The events that fit a truth and agree with it on an actor.
  private static Set<Integer> fitting(List<List<Assignment.Edge>> edges) {
    return edges.stream()
        .flatMap(List::stream)
        .filter(edge -> edge.weight() >= RIGHT_ACTOR)
        .map(Assignment.Edge::event)
        .collect(Collectors.toSet());
  }

  private List<Assignment.Edge> edges(TruthInterval truth, List<DetectedInterval> events) {
    List<Assignment.Edge> edges = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      long overlap = overlapMillis(truth.time(), events.get(i).time());
      long shorter = Math.min(truth.time().lengthMillis(), events.get(i).time().lengthMillis());
      if (overlap > 0 && overlap >= minOverlap * shorter - ROUNDING_MILLIS) {
        boolean right = truth.isBy(events.get(i).ranking());
        edges.add(new Assignment.Edge(i, overlap + (right ? RIGHT_ACTOR : 0)));
      }
    }
    return edges;
  }

  private static long overlapMillis(Window a, Window b) {
    return Math.min(a.endMillis(), b.endMillis()) - Math.max(a.startMillis(), b.startMillis());
  }

  private record Key(String camera, String action) {}

  /** Truths and events of one camera and action. */
  private record Group(List<TruthInterval> truths, List<DetectedInterval> events) {
    Group() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    /** Splits at times without any interval, so that hours of recording stay cheap to pair. */
    List<Group> clusters() {
      truths.sort(TRUTHS_BY_TIME);
      events.sort(EVENTS_BY_TIME);
      List<Group> clusters = new ArrayList<>();
      long reach = Long.MIN_VALUE;
      int truth = 0;
      int event = 0;
      while (truth < truths.size() || event < events.size()) {
        boolean truthIsNext = event == events.size() || isBefore(truth, event);
        Window next = truthIsNext ? truths.get(truth).time() : events.get(event).time();
        if (next.startMillis() >= reach) {
          clusters.add(new Group());
        }
        Group cluster = clusters.get(clusters.size() - 1);
        if (truthIsNext) {
          cluster.truths.add(truths.get(truth++));
        } else {
          cluster.events.add(events.get(event++));
        }
        reach = Math.max(reach, next.endMillis());
      }
      return clusters;
    }

    private boolean isBefore(int truth, int event) {
      return truth < truths.size()
          && truths.get(truth).time().startMillis() <= events.get(event).time().startMillis();
    }
  }
}
