package io.posestream.core.control.models;

import java.util.Locale;
import java.util.Optional;

/** What a message does to the models of a slot. */
public enum ModelStep {
  /** Opens a second model beside the one that serves. */
  LOAD,
  /** Makes the second model serve. */
  SWITCH,
  /** Makes the first model serve again. */
  BACK,
  /** Closes the model that does not serve. */
  DROP;

  /** Returns the name that messages use. */
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
