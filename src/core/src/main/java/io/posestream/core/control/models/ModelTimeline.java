package io.posestream.core.control.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models of one slot over time: never more than two.
 *
 * @param primary the model that serves as long as there is no switch; empty for the one that the
 *     job's configuration names
 * @param loaded the second model
 * @param shadow whether the loaded model also scores while it does not serve; such scores make no
 *     events
 * @param switches between the two, in the order in which they take effect
 */
public record ModelTimeline(
    Optional<ReplacementModel> primary,
    Optional<ReplacementModel> loaded,
    boolean shadow,
    List<Switch> switches) {
  /** Nothing but the model of the configuration. */
  public static final ModelTimeline CONFIGURED =
      new ModelTimeline(Optional.empty(), Optional.empty(), false, List.of());

  // No window still to be scored ends before that many switches.
  private static final int REMEMBERED_SWITCHES = 20;

  /**
   * The instant from which one of the two models serves.
   *
   * @param fromMillis event time, inclusive
   * @param toLoaded whether that is the loaded model
   */
  public record Switch(long fromMillis, boolean toLoaded) {}

  /** Copies the list in. */
  public ModelTimeline {
    switches = List.copyOf(switches);
  }

  /** Returns whether the loaded model serves at an event time. */
  public boolean servesLoaded(long timeMillis) {
    boolean serves = false;
    for (Switch change : switches) {
      if (change.fromMillis() <= timeMillis) {
        serves = change.toLoaded();
      }
    }
    return serves;
  }

  /** Returns whether the loaded model serves after the last switch. */
  public boolean endsWithLoaded() {
    return !switches.isEmpty() && last().toLoaded();
  }

  /** Returns whether a switch takes effect after an event time. */
  boolean switchesAfter(long timeMillis) {
    return !switches.isEmpty() && last().fromMillis() > timeMillis;
  }

  private Switch last() {
    return switches.get(switches.size() - 1);
  }

  /** Returns this timeline after a step. */
  ModelTimeline after(ModelChange change) {
    return switch (change.step()) {
      case LOAD -> new ModelTimeline(primary, change.model(), change.shadow(), List.of());
      case SWITCH -> switched(new Switch(change.effectiveFromMillis(), true));
      case BACK -> switched(new Switch(change.effectiveFromMillis(), false));
      case DROP ->
          new ModelTimeline(
              endsWithLoaded() ? loaded : primary, Optional.empty(), false, List.of());
    };
  }

  // The newest message wins: it takes back the switches that would come after its own.
  private ModelTimeline switched(Switch added) {
    List<Switch> kept = new ArrayList<>();
    switches.stream().filter(known -> known.fromMillis() < added.fromMillis()).forEach(kept::add);
    kept.add(added);
    int surplus = Math.max(0, kept.size() - REMEMBERED_SWITCHES);
    return new ModelTimeline(primary, loaded, shadow, kept.subList(surplus, kept.size()));
  }
}
