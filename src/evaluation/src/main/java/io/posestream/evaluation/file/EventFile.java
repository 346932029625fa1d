package io.posestream.evaluation.file;

import io.posestream.evaluation.measure.DetectedInterval;
import io.posestream.evaluation.measure.DetectedInterval.Ending;
import io.posestream.evaluation.measure.ObservedTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The output of {@code posestream demo --events} or {@code posestream events --json}.
 *
 * <p>All lines with the same event id are one event. The ENDED line gives its start and end.
 * Retracted events do not count. An event without ENDED is assumed to last until its camera is last
 * mentioned in the file.
 *
 * @param events the events, in order of first appearance
 * @param retracted number of retracted events
 * @param observed the first and last time of each camera
 */
public record EventFile(List<DetectedInterval> events, int retracted, ObservedTime observed) {
  /** Copies the list in. */
  public EventFile {
    events = List.copyOf(events);
  }

  /**
   * Reads a file, which may be gzip-compressed.
   *
   * @throws EvaluationException if a line is invalid; the message names the line
   * @throws IOException if the file cannot be read
   */
  public static EventFile read(Path file) throws IOException {
    EventSteps steps = new EventSteps();
    JsonLine.readAll(file, steps::take);
    return steps.file();
  }

  /** Returns the number of events without a known end. */
  public long open() {
    return events.stream().filter(event -> event.ending() == Ending.OPEN).count();
  }
}
