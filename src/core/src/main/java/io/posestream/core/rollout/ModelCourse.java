package io.posestream.core.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models of one place over time: never more than two.
 *
 * @param standing the model that serves unless another's turn comes; empty for the one that the
 *     job's configuration names
 * @param loaded the model beside it
 * @param shadow whether the loaded model scores before its turn, without a say
 * @param turns in the order of time; without any the standing model serves
 */
public record ModelCourse(
    Optional<OfferedModel> standing,
    Optional<OfferedModel> loaded,
    boolean shadow,
    List<ModelTurn> turns) {
  /** Nothing but the model of the configuration. */
  public static final ModelCourse CONFIGURED =
      new ModelCourse(Optional.empty(), Optional.empty(), false, List.of());

  // A window is not older than that many turns.
  private static final int REMEMBERED_TURNS = 20;

  /** Copies the list in. */
  public ModelCourse {
    turns = List.copyOf(turns);
  }

  /** Returns whether the loaded model serves windows that end at an event time. */
  public boolean servesLoaded(long timeMillis) {
    boolean serves = false;
    for (ModelTurn turn : turns) {
      if (turn.fromMillis() <= timeMillis) {
        serves = turn.loaded();
      }
    }
    return serves;
  }

  /** Returns whether the loaded model serves once all turns have come. */
  public boolean endsWithLoaded() {
    return !turns.isEmpty() && turns.get(turns.size() - 1).loaded();
  }

  /** Returns whether a turn comes after an event time. */
  boolean turnsAfter(long timeMillis) {
    return !turns.isEmpty() && turns.get(turns.size() - 1).fromMillis() > timeMillis;
  }

  /** Returns this course after a step. */
  ModelCourse after(ModelChange change) {
    return switch (change.step()) {
      case LOAD -> new ModelCourse(standing, change.offered(), change.shadow(), List.of());
      case SWITCH -> turned(change.effectiveFromMillis(), true);
      case BACK -> turned(change.effectiveFromMillis(), false);
      case DROP ->
          new ModelCourse(endsWithLoaded() ? loaded : standing, Optional.empty(), false, List.of());
    };
  }

  // What was to come later is taken back: the newest message has the last word.
  private ModelCourse turned(long fromMillis, boolean toLoaded) {
    List<ModelTurn> kept = new ArrayList<>();
    turns.stream().filter(turn -> turn.fromMillis() < fromMillis).forEach(kept::add);
    kept.add(new ModelTurn(fromMillis, toLoaded));
    int surplus = Math.max(0, kept.size() - REMEMBERED_TURNS);
    return new ModelCourse(standing, loaded, shadow, kept.subList(surplus, kept.size()));
  }
}
