package io.posestream.core.rollout;

import java.util.Locale;
import java.util.Optional;

/** What a message does to the models of a place. */
public enum ModelStep {
  /** Opens a second model beside the one that stands there. */
  LOAD,
  /** Lets the second model serve. */
  SWITCH,
  /** Lets the first one serve again. */
  BACK,
  /** Closes the one that does not serve. */
  DROP;

  /** Returns the name as it stands in messages. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the step of that name. */
  public static Optional<ModelStep> named(String id) {
    for (ModelStep step : values()) {
      if (step.id().equals(id)) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }
}
