package io.posestream.core.model;

import java.io.Serializable;
import java.util.Set;

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
}
