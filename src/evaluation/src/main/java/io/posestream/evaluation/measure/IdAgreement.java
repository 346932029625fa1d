package io.posestream.evaluation.measure;

import io.posestream.evaluation.measure.Assignment.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well the ids that a tracker gives agree with the true ones, for one camera.
 *
 * <p>Each true person is paired with at most one given id, each id with at most one person, so that
 * the pairs share as many frames as possible; in those frames the id is right. A switch is a frame
 * in which a person has another id than when it was seen last.
 *
 * <p>Mutable; owned and used by one thread.
 */
public final class IdAgreement {
  private final Map<String, Map<String, Long>> frames = new LinkedHashMap<>();
  private final Map<String, String> last = new HashMap<>();
  private long seen;
  private long switches;

  /** Creates an agreement on nothing yet. */
  public IdAgreement() {}

  /**
   * What was found.
   *
   * @param persons how many people there are
   * @param seen how often somebody was seen, over all frames
   * @param right how often somebody had the right id
   * @param switches how often somebody got another id
   */
  public record Result(long persons, long seen, long right, long switches) {
    /** Nobody was seen. */
    public static final Result NONE = new Result(0, 0, 0, 0);

    /** Returns the sum of two. */
    public Result and(Result other) {
      return new Result(
          persons + other.persons,
          seen + other.seen,
          right + other.right,
          switches + other.switches);
    }

    /** Returns how often the id was right, in 0..1; 1 if nobody was seen. */
    public double rightShare() {
      return seen == 0 ? 1 : (double) right / seen;
    }

    /** Returns how often an id changed for each person. */
    public double switchesPerPerson() {
      return persons == 0 ? 0 : (double) switches / persons;
    }
  }

  /**
   * Adds a sighting; those of a person ascend in time.
   *
   * @param trueId of the person
   * @param givenId by the tracker
   */
  public void add(String trueId, String givenId) {
    seen++;
    frames.computeIfAbsent(trueId, id -> new LinkedHashMap<>()).merge(givenId, 1L, Long::sum);
    Optional<String> before = Optional.ofNullable(last.put(trueId, givenId));
    switches += before.filter(id -> !id.equals(givenId)).isPresent() ? 1 : 0;
  }

  /** Returns what was found so far. */
  public Result result() {
    Map<String, Integer> ids = new HashMap<>();
    List<List<Edge>> edges = new ArrayList<>();
    for (Map<String, Long> shared : frames.values()) {
      List<Edge> of = new ArrayList<>();
      shared.forEach(
          (id, count) -> of.add(new Edge(ids.computeIfAbsent(id, next -> ids.size()), count)));
      edges.add(of);
    }
    int[] paired = Assignment.of(edges, ids.size());
    long right = 0;
    for (int person = 0; person < paired.length; person++) {
      int id = paired[person];
      right +=
          edges.get(person).stream()
              .filter(edge -> edge.event() == id)
              .mapToLong(Edge::weight)
              .sum();
    }
    return new Result(frames.size(), seen, right, switches);
  }
}
