package io.posestream.cli.demo;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.RejectedRecord;
import java.util.List;

/** What the job wrote of one camera, in a form that does not name the camera. */
final class CameraOutcome {
  private CameraOutcome() {}

  /** Returns the steps of its events: scope, tracks, action and phase. */
  static List<String> events(Outcome outcome, String camera) {
    return outcome.events().stream()
        .filter(event -> event.subject().camera().equals(camera))
        .map(CameraOutcome::step)
        .sorted()
        .toList();
  }

  private static String step(ActionEvent event) {
    return "%s %s %s %s"
        .formatted(
            event.subject().scope().id(), event.subject().tracks(), event.action(), event.phase());
  }

  /** Returns its dead letters. */
  static List<RejectedRecord> letters(Outcome outcome, String camera) {
    return outcome.deadLetters().stream()
        .filter(letter -> letter.camera().orElse("").equals(camera))
        .toList();
  }
}
