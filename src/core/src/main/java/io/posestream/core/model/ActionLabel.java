package io.posestream.core.model;

import java.io.Serializable;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One class of a model.
 *
 * @param name as it stands in events
 * @param scopes the scopes the class is meant for: a wave is a person's, a formation the scene's
 */
public record ActionLabel(String name, Set<Scope> scopes) implements Serializable {
  /** Copies the scopes in. */
  public ActionLabel {
    scopes = Set.copyOf(scopes);
  }

  /** Returns this label, meant for no other scopes than these. */
  ActionLabel within(Set<Scope> served) {
    return new ActionLabel(
        name, scopes.stream().filter(served::contains).collect(Collectors.toSet()));
  }
}
