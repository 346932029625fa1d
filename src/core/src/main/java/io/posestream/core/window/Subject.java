package io.posestream.core.window;

import io.posestream.core.model.Scope;
import java.util.List;
import java.util.Optional;

/**
 * Whom a clip shows.
 *
 * @param camera the video source
 * @param scope who shares the clip
 * @param tracks the track in scope person, both in scope pair in ascending order, none in scope
 *     scene, which is everybody
 */
public record Subject(String camera, Scope scope, List<String> tracks) {
  /**
   * Copies the tracks in.
   *
   * @throws IllegalArgumentException if their number or order does not fit the scope
   */
  public Subject {
    tracks = List.copyOf(tracks);
    int expected = scope.tracks();
    if (tracks.size() != expected) {
      throw new IllegalArgumentException(
          "expected %d tracks in scope %s, got %s (camera=%s)"
              .formatted(expected, scope.id(), tracks, camera));
    }
    if (expected == 2 && tracks.get(0).compareTo(tracks.get(1)) >= 0) {
      throw new IllegalArgumentException(
          "expected two tracks in ascending order, got %s (camera=%s)".formatted(tracks, camera));
    }
  }

  /** Returns everybody in view of a camera. */
  public static Subject scene(String camera) {
    return new Subject(camera, Scope.SCENE, List.of());
  }

  /** Returns one track of a camera. */
  public static Subject person(String camera, String trackId) {
    return new Subject(camera, Scope.PERSON, List.of(trackId));
  }

  /** Returns two tracks of a camera, whichever is named first. */
  public static Subject pair(String camera, String one, String other) {
    List<String> tracks = one.compareTo(other) < 0 ? List.of(one, other) : List.of(other, one);
    return new Subject(camera, Scope.PAIR, tracks);
  }

  /** Returns the track in scope person. */
  public Optional<String> trackId() {
    return scope == Scope.PERSON ? Optional.of(tracks.get(0)) : Optional.empty();
  }
}
