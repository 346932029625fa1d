package io.posestream.evaluation.measure;

import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.DetectedInterval.Ending;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns scores into events by a threshold alone, as a baseline for comparison.
 *
 * <p>Mutable, for one use by one thread.
 */
public final class PlainDecoder {
  /** How consecutive windows are treated. */
  public enum Joining {
    /** Each window is a separate event. */
    NONE,
    /** Windows of one subject and action that overlap or touch are one event. */
    ADJACENT
  }

  private final Joining joining;
  private final List<DetectedInterval> events = new ArrayList<>();
  private final Map<Doing, Integer> newest = new HashMap<>();

  /** Creates a decoder. */
  public PlainDecoder(Joining joining) {
    this.joining = joining;
  }

  private record Doing(Subject subject, String action) {}

  /** Takes a window in which a label reached its threshold; windows of a subject come in order. */
  public void take(Subject subject, String action, Window window) {
    Doing doing = new Doing(subject, action);
    Optional<Integer> before =
        Optional.ofNullable(newest.get(doing))
            .filter(at -> joining == Joining.ADJACENT)
            .filter(at -> events.get(at).time().endMillis() >= window.startMillis());
    if (before.isPresent()) {
      Window time = events.get(before.get()).time();
      Window longer = new Window(time.startMillis(), window.endMillis());
      events.set(before.get(), event(doing, events.get(before.get()).eventId(), longer));
    } else {
      newest.put(doing, events.size());
      events.add(event(doing, "plain-" + events.size(), window));
    }
  }

  private static DetectedInterval event(Doing doing, String eventId, Window time) {
    Subject subject = doing.subject();
    return new DetectedInterval(
        eventId,
        subject.camera(),
        doing.action(),
        subject.scope(),
        time,
        Ending.ENDED,
        subject.tracks());
  }

  /** Returns the events so far. */
  public List<DetectedInterval> events() {
    return List.copyOf(events);
  }
}
