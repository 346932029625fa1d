package io.posestream.core.event;

import io.posestream.core.event.EventRules.Watched;
import io.posestream.core.model.Scope;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Subject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Turns the scores of one camera's windows into the life-cycle of its actions: one STARTED and one
 * ENDED per action, not a label per window.
 *
 * <p>An action starts when its probability reaches the enter threshold, goes on while it stays at
 * or above the exit threshold, and ends with the last window that did. It also ends when its
 * subject gets no scores for a set event time. State is handed in and out; the class holds none and
 * is thread-safe.
 */
public final class ActionLifecycle {
  private static final int TOP = 5;

  private final EventRules rules;

  /** Creates a life-cycle under rules. */
  public ActionLifecycle(EventRules rules) {
    this.rules = rules;
  }

  /**
   * Takes the scores of one subject in one window; those of one subject come in ascending windows.
   *
   * @param scores of one window
   * @param actions open on the camera
   * @param out takes the events
   * @return what is open from here on; the camera's own time has ended what was lost by then
   */
  public CameraActions take(WindowScores scores, CameraActions actions, Consumer<ActionEvent> out) {
    long newest = Math.max(actions.newestMillis(), scores.window().endMillis());
    // The gap decides, not a timer: a replay that is read faster must give the same events.
    List<OpenAction> open = withoutLost(newest, new CameraActions(actions.open(), newest), out);
    for (Watched watched : rules.watchedIn(scores.subject().scope())) {
      step(watched, scores, open, out);
    }
    return new CameraActions(open, newest);
  }

  /**
   * Ends the actions whose subject got no scores for too long.
   *
   * @param timeMillis event time the camera's neighbours have reached
   * @param actions open on the camera
   * @param out takes the events
   * @return what is open from here on
   */
  public CameraActions expire(long timeMillis, CameraActions actions, Consumer<ActionEvent> out) {
    List<OpenAction> open = withoutLost(timeMillis, actions, out);
    return new CameraActions(open, actions.newestMillis());
  }

  /** Returns the event time at which an action's subject counts as lost if no scores come. */
  public long lostAt(OpenAction action) {
    return action.last().window().endMillis() + rules.lostAfterMillis();
  }

  private List<OpenAction> withoutLost(
      long timeMillis, CameraActions actions, Consumer<ActionEvent> out) {
    List<OpenAction> open = new ArrayList<>();
    for (OpenAction action : actions.open()) {
      if (lostAt(action) <= timeMillis) {
        out.accept(end(action, lostBecause(action, actions.newestMillis())));
      } else {
        open.add(action);
      }
    }
    return open;
  }

  private void step(
      Watched watched, WindowScores scores, List<OpenAction> open, Consumer<ActionEvent> out) {
    float p = scores.probability(watched.index());
    int at = find(open, scores.subject(), watched.index());
    if (at < 0) {
      if (p >= watched.thresholds().enter()) {
        OpenAction action =
            OpenAction.begin(eventId(scores, watched.label().name()), watched.index(), scores);
        open.add(action);
        out.accept(event(action, 0, Phase.STARTED, Optional.empty()));
      }
    } else if (p >= watched.thresholds().exit()) {
      open.set(at, open.get(at).goesOn(scores));
    } else {
      out.accept(end(open.remove(at).seenLast(scores), EndReason.BELOW_THRESHOLD));
    }
  }

  private static int find(List<OpenAction> open, Subject subject, int label) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).label() == label && open.get(i).last().subject().equals(subject)) {
        return i;
      }
    }
    return -1;
  }

  private static EndReason lostBecause(OpenAction action, long newestMillis) {
    return action.last().subject().scope() != Scope.SCENE
            && newestMillis > action.last().window().endMillis()
        ? EndReason.TRACK_LOST
        : EndReason.SOURCE_IDLE;
  }

  private static ActionEvent end(OpenAction action, EndReason reason) {
    return event(action, action.steps(), Phase.ENDED, Optional.of(reason));
  }

  private static ActionEvent event(
      OpenAction action, int sequence, Phase phase, Optional<EndReason> reason) {
    WindowScores scores = action.last();
    return new ActionEvent(
        action.eventId(),
        sequence,
        phase,
        reason,
        scores.subject(),
        scores.labels().get(action.label()),
        action.label(),
        action.startMillis(),
        reason.map(any -> action.lastAboveMillis()),
        scores.window(),
        action.confidence(),
        scores.top(TOP),
        participants(scores),
        scores.persons(),
        scores.quality(),
        scores.model(),
        scores.traceparent());
  }

  // In scope person the actor is known; in a scene it takes the class activation map to tell.
  private static List<Participant> participants(WindowScores scores) {
    Optional<Float> share =
        scores.subject().scope() == Scope.PERSON ? Optional.of(1f) : Optional.empty();
    return scores.tracks().stream()
        .map(track -> new Participant(track.trackId(), share, track.box(), track.zones()))
        .toList();
  }

  private static String eventId(WindowScores scores, String label) {
    Subject subject = scores.subject();
    String name =
        String.join(
            "\u001f",
            subject.camera(),
            subject.scope().id(),
            String.join("\u001f", subject.tracks()),
            label,
            Long.toString(scores.window().startMillis()));
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
