package io.posestream.evaluation.measure;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.DetectedInterval.Ending;
import java.util.List;
import java.util.Set;

/** Truths and events, said briefly. */
final class Cases {
  private static int events;

  private Cases() {}

  static TruthInterval fell(long start, long end) {
    return truth("gate", "fall", start, end);
  }

  static TruthInterval truth(String camera, String action, long start, long end) {
    return new TruthInterval(camera, action, new Window(start, end), Set.of("7"));
  }

  static DetectedInterval fall(long start, long end) {
    return event("gate", "fall", start, end);
  }

  static DetectedInterval event(String camera, String action, long start, long end) {
    return new DetectedInterval(
        "event-" + events++, camera, action, Scope.PERSON, new Window(start, end), Ending.ENDED);
  }

  static DetectedInterval by(String track, DetectedInterval event) {
    return new DetectedInterval(
        event.eventId(),
        event.camera(),
        event.action(),
        event.scope(),
        event.time(),
        event.ending(),
        List.of(track));
  }

  static DetectedInterval open(DetectedInterval event) {
    return new DetectedInterval(
        event.eventId(), event.camera(), event.action(), event.scope(), event.time(), Ending.OPEN);
  }

  static DetectedInterval inScene(DetectedInterval event) {
    return new DetectedInterval(
        event.eventId(), event.camera(), event.action(), Scope.SCENE, event.time(), event.ending());
  }
}
