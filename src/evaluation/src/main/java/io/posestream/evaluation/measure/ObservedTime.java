package io.posestream.evaluation.measure;

import io.posestream.core.window.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The time that each camera is known to have recorded: from the first to the last instant at which
 * it is mentioned. The recording may be longer.
 *
 * @param byCamera the observed time of each camera
 */
public record ObservedTime(Map<String, Window> byCamera) {
  /** No camera observed. */
  public static final ObservedTime NONE = new ObservedTime(Map.of());

  private static final double HOUR_MILLIS = 3_600_000;

  /** Copies the map in. */
  public ObservedTime {
    byCamera = Map.copyOf(byCamera);
  }

  /** Returns the time that the truths span. */
  public static ObservedTime of(List<TruthInterval> truths) {
    Map<String, Window> times = new HashMap<>();
    truths.forEach(truth -> times.merge(truth.camera(), truth.time(), ObservedTime::span));
    return new ObservedTime(times);
  }

  /** Returns the time that both together span. */
  public ObservedTime and(ObservedTime other) {
    Map<String, Window> times = new HashMap<>(byCamera);
    other.byCamera.forEach((camera, time) -> times.merge(camera, time, ObservedTime::span));
    return new ObservedTime(times);
  }

  /** Returns the shortest interval that contains both. */
  public static Window span(Window a, Window b) {
    return new Window(
        Math.min(a.startMillis(), b.startMillis()), Math.max(a.endMillis(), b.endMillis()));
  }

  /** Returns the total time of all cameras in hours. */
  public double cameraHours() {
    return byCamera.values().stream().mapToDouble(Window::lengthMillis).sum() / HOUR_MILLIS;
  }
}
