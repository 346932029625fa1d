package io.posestream.evaluation.file;

import io.posestream.evaluation.measure.DetectedInterval;
import io.posestream.evaluation.measure.DetectedInterval.Ending;
import io.posestream.evaluation.measure.ObservedTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code posestream demo --events} and {@code posestream events --json} wrote.
 *
 * <p>The lines of an event id are one event. ENDED tells its start and end. One that was RETRACTED
 * does not count. One without ENDED is taken to have gone on until its camera was last seen in the
 * file.
 *
 * @param events in the order in which they first appear
 * @param retracted events that do not count
 * @param observed from the first to the last time of each camera
 */
public record EventFile(List<DetectedInterval> events, int retracted, ObservedTime observed) {
  /** Copies the list in. */
  public EventFile {
    events = List.copyOf(events);
  }

  /**
   * Reads a file, gzip if it starts like it.
   *
   * @throws EvaluationException naming the line, what was expected and what was found
   * @throws IOException if the file cannot be read
   */
  public static EventFile read(Path file) throws IOException {
    EventSteps steps = new EventSteps();
    JsonLine.readAll(file, steps::take);
    return steps.file();
  }

  /** Returns how many events have no known end. */
  public long open() {
    return events.stream().filter(event -> event.ending() == Ending.OPEN).count();
  }
}
