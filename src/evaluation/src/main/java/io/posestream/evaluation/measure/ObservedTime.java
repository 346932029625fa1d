package io.posestream.evaluation.measure;

import io.posestream.core.window.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of the length of recordings: from the first to the last instant each camera is
 * mentioned with, so at most their true length.
 *
 * @param byCamera the time of each camera
 */
public record ObservedTime(Map<String, Window> byCamera) {
  /** Nothing seen. */
  public static final ObservedTime NONE = new ObservedTime(Map.of());

  private static final double HOUR_MILLIS = 3_600_000;

  /** Copies the map in. */
  public ObservedTime {
    byCamera = Map.copyOf(byCamera);
  }

  /** Returns the time that truths span. */
  public static ObservedTime of(List<TruthInterval> truths) {
    Map<String, Window> times = new HashMap<>();
    truths.forEach(truth -> times.merge(truth.camera(), truth.time(), ObservedTime::span));
    return new ObservedTime(times);
  }

  /** Returns the time that both span. */
  public ObservedTime and(ObservedTime other) {
    Map<String, Window> times = new HashMap<>(byCamera);
    other.byCamera.forEach((camera, time) -> times.merge(camera, time, ObservedTime::span));
    return new ObservedTime(times);
  }

  /** Returns the shortest interval that holds both. */
  public static Window span(Window a, Window b) {
    return new Window(
        Math.min(a.startMillis(), b.startMillis()), Math.max(a.endMillis(), b.endMillis()));
  }

  /** Returns the sum over the cameras in hours. */
  public double cameraHours() {
    return byCamera.values().stream().mapToDouble(Window::lengthMillis).sum() / HOUR_MILLIS;
  }
}
