package io.posestream.core.window;

import io.posestream.core.model.Scope;
import java.util.Optional;

/**
 * Whom a clip shows.
 *
 * @param camera the video source
 * @param scope who shares the clip
 * @param trackId the track in scope person, otherwise absent
 */
public record Subject(String camera, Scope scope, Optional<String> trackId) {
  /** Returns everybody in view of a camera. */
  public static Subject scene(String camera) {
    return new Subject(camera, Scope.SCENE, Optional.empty());
  }

  /** Returns one track of a camera. */
  public static Subject person(String camera, String trackId) {
    return new Subject(camera, Scope.PERSON, Optional.of(trackId));
  }
}
