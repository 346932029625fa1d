package io.posestream.core.model;

import io.posestream.core.pose.PoseSequence;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Everybody in a scene, and who of them is to be answered.
 *
 * @param poses sampled frames of everybody
 * @param groups whom answers are wanted of
 */
public record Crowd(PoseSequence poses, List<Group> groups) {
  /**
   * Who is answered together.
   *
   * @param scope whose head answers
   * @param rows of the poses: one in scope person, two in scope pair; in scope scene they do not
   *     count, for that is everybody
   */
  public record Group(Scope scope, List<Integer> rows) {
    /**
     * Copies the rows in.
     *
     * @throws IllegalArgumentException if their number does not fit the scope
     */
    public Group {
      rows = List.copyOf(rows);
      if (scope != Scope.SCENE && rows.size() != scope.tracks()) {
        throw new IllegalArgumentException(
            "expected %d rows in scope %s, got %s".formatted(scope.tracks(), scope.id(), rows));
      }
    }
  }

  /**
   * Copies the groups in.
   *
   * @throws IndexOutOfBoundsException if a group names a row that the poses lack
   */
  public Crowd {
    groups = List.copyOf(groups);
    for (Group group : groups) {
      for (int row : group.rows) {
        Objects.checkIndex(row, poses.persons());
      }
    }
  }

  /** Returns a crowd of one group, which is everybody. */
  public static Crowd of(Scope scope, PoseSequence poses) {
    List<Integer> all = IntStream.range(0, poses.persons()).boxed().toList();
    return new Crowd(poses, List.of(new Group(scope, all)));
  }

  /** Returns the poses of a group alone. */
  public PoseSequence posesOf(Group group) {
    return group.scope == Scope.SCENE
        ? poses
        : poses.ofPersons(group.rows.stream().mapToInt(Integer::intValue).toArray());
  }
}
