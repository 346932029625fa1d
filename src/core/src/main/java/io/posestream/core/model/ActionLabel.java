package io.posestream.core.model;

import java.io.Serializable;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One class of a model.
 *
 * @param name as it stands in events
 * @param scopes the scopes the class is meant for: a wave is a person's, a formation the scene's
 * @param sameAs names of other models' labels for the same action: a scene's {@code person_down} is
 *     a person's {@code fall}
 */
public record ActionLabel(String name, Set<Scope> scopes, Set<String> sameAs)
    implements Serializable {
  /** Copies the sets in. */
  public ActionLabel {
    scopes = Set.copyOf(scopes);
    sameAs = Set.copyOf(sameAs);
  }

  /** A label whose action other models name alike, if they know it. */
  public ActionLabel(String name, Set<Scope> scopes) {
    this(name, scopes, Set.of());
  }

  /** Returns this label, meant for no other scopes than these. */
  ActionLabel within(Set<Scope> served) {
    return new ActionLabel(
        name, scopes.stream().filter(served::contains).collect(Collectors.toSet()), sameAs);
  }

  /** Returns whether one of these labels means this label's action. */
  boolean isAmong(Set<String> labels) {
    return labels.contains(name) || sameAs.stream().anyMatch(labels::contains);
  }
}
