package io.posestream.evaluation.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Pairs truths with events: the pairing has as many pairs as possible and, among such pairings, the
 * greatest total weight.
 *
 * <p>This is the assignment problem, solved by shortest augmenting paths (Jonker and Volgenant
 * 1987). A truth may also stay unpaired, at a cost above the sum of all weights. Truths are
 * inserted one by one. Each takes the cheapest chain of swaps that ends at a free event or at an
 * unpaired truth. Dijkstra's algorithm finds this chain; prices are subtracted from the costs so
 * that no cost is negative. Mutable, for one use by one thread.
 */
final class Assignment {
  static final int NONE = -1;

  /**
   * A possible pair.
   *
   * @param event index of the event
   * @param weight at least 0
   */
  record Edge(int event, long weight) {}

  /** The end of a path: an event, or a truth that stays unpaired. */
  private record Reached(long distance, int event) {}

  private final List<List<Edge>> edges;
  private final int events;
  private final long heaviest;
  private final long aloneCost;

  // An index of events + t means that truth t stays unpaired.
  private final int[] truthOf;
  private final int[] eventOf;
  private final long[] truthPrice;
  private final long[] eventPrice;

  private final long[] distance;
  private final int[] reachedFrom;
  private final List<Integer> touched = new ArrayList<>();
  private final List<Reached> settled = new ArrayList<>();
  private final PriorityQueue<Reached> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Reached::distance).thenComparingInt(Reached::event));

  private Assignment(List<List<Edge>> edges, int events) {
    this.edges = edges;
    this.events = events;
    heaviest = edges.stream().flatMap(List::stream).mapToLong(Edge::weight).max().orElse(0);
    aloneCost = (edges.size() + 1) * (heaviest + 1);
    int ends = events + edges.size();
    truthOf = new int[ends];
    eventOf = new int[edges.size()];
    truthPrice = new long[edges.size()];
    eventPrice = new long[ends];
    distance = new long[ends];
    reachedFrom = new int[ends];
    Arrays.fill(truthOf, NONE);
    Arrays.fill(eventOf, NONE);
    Arrays.fill(distance, Long.MAX_VALUE);
  }

  /**
   * Returns the event of each truth, or {@link #NONE}.
   *
   * @param edges the possible pairs of each truth
   * @param events the number of events
   */
  static int[] of(List<List<Edge>> edges, int events) {
    Assignment assignment = new Assignment(edges, events);
    for (int truth = 0; truth < edges.size(); truth++) {
      assignment.insert(truth);
    }
    return Arrays.stream(assignment.eventOf).map(end -> end < events ? end : NONE).toArray();
  }

  private void insert(int truth) {
    Reached end = nearestFree(truth);
    truthPrice[truth] += end.distance;
    for (Reached passed : settled) {
      long saved = end.distance - passed.distance;
      eventPrice[passed.event] -= saved;
      truthPrice[truthOf[passed.event]] += saved;
    }
    swapAlong(end.event, truth);
    touched.forEach(event -> distance[event] = Long.MAX_VALUE);
    touched.clear();
    settled.clear();
    queue.clear();
  }

  private Reached nearestFree(int truth) {
    scan(truth, 0);
    Reached next = queue.remove();
    while (truthOf[next.event] != NONE) {
      // Skip an entry if a cheaper one for the same event was added later.
      if (next.distance == distance[next.event]) {
        settled.add(next);
        scan(truthOf[next.event], next.distance);
      }
      next = queue.remove();
    }
    return next;
  }

  private void scan(int truth, long so) {
    for (Edge edge : edges.get(truth)) {
      reach(edge.event, truth, so + heaviest - edge.weight);
    }
    reach(events + truth, truth, so + aloneCost);
  }

  private void reach(int event, int truth, long cost) {
    long reduced = cost - truthPrice[truth] - eventPrice[event];
    if (reduced < distance[event]) {
      if (distance[event] == Long.MAX_VALUE) {
        touched.add(event);
      }
      distance[event] = reduced;
      reachedFrom[event] = truth;
      queue.add(new Reached(reduced, event));
    }
  }

  private void swapAlong(int end, int start) {
    int event = end;
    int truth;
    do {
      truth = reachedFrom[event];
      int given = eventOf[truth];
      eventOf[truth] = event;
      truthOf[event] = truth;
      event = given;
    } while (truth != start);
  }
}
