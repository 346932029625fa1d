package io.posestream.core.model;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who shares a clip. */
public enum Scope {
  /** Everybody in view in one clip, one model run whatever their number. */
  SCENE(0),
  /** One clip per track. */
  PERSON(1),
  /** One clip for two tracks that are close to each other. */
  PAIR(2);

  /** The scopes whose subjects are tracks. */
  public static final Set<Scope> OF_TRACKS = Set.of(PERSON, PAIR);

  private final int tracks;

  Scope(int tracks) {
    this.tracks = tracks;
  }

  /** Returns how many tracks a subject of this scope names; a scene names none. */
  public int tracks() {
    return tracks;
  }

  /** Returns the name as it stands in records and configuration, in lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the scope of that id. */
  public static Optional<Scope> named(String id) {
    for (Scope scope : values()) {
      if (scope.id().equals(id)) {
        return Optional.of(scope);
      }
    }
    return Optional.empty();
  }
}
