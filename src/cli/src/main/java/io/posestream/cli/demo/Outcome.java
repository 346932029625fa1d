package io.posestream.cli.demo;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.score.WindowScores;
import java.util.List;

/**
 * All output of one run of the job, in an order that does not depend on the run.
 *
 * @param events sorted by window, camera and event
 * @param scores sorted by camera, window, scope and track
 * @param deadLetters sorted by partition and offset
 * @param tally what was not used
 */
public record Outcome(
    List<ActionEvent> events,
    List<WindowScores> scores,
    List<RejectedRecord> deadLetters,
    Tally tally) {
  /** Copies the lists in. */
  public Outcome {
    events = List.copyOf(events);
    scores = List.copyOf(scores);
    deadLetters = List.copyOf(deadLetters);
  }
}
