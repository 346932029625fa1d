package io.posestream.core.event;

import io.posestream.core.model.ModelReference;
import io.posestream.core.score.LabelScore;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * One step in the life of an action.
 *
 * @param eventId the same for every step of one action and for every replay of the stream
 * @param sequence 0 for the first step, then ascending without gaps
 * @param phase which step
 * @param endReason why the action is over; present in phase ENDED only
 * @param subject who acts
 * @param action the label
 * @param actionId index of the label in the model's output
 * @param startMillis start of the action, inclusive
 * @param endMillis end of the action, exclusive; absent while it goes on
 * @param window of the scores that caused this step
 * @param confidence the action's probability
 * @param top the most probable labels of the window, best first
 * @param participants who was in the clip or acted before, by descending share
 * @param persons how many were in the clip
 * @param quality what the scores rest on
 * @param model which model scored
 * @param traceparent W3C trace context, empty if none
 * @param severity of the label, as the rules say; 0 if they do not
 * @param ruleVersion of the rules that this step follows; 0 for the job's own configuration
 */
public record ActionEvent(
    String eventId,
    int sequence,
    Phase phase,
    Optional<EndReason> endReason,
    Subject subject,
    String action,
    int actionId,
    long startMillis,
    Optional<Long> endMillis,
    Window window,
    Confidence confidence,
    List<LabelScore> top,
    List<Participant> participants,
    int persons,
    Quality quality,
    ModelReference model,
    String traceparent,
    int severity,
    long ruleVersion) {
  /** Copies the lists in. */
  public ActionEvent {
    top = List.copyOf(top);
    participants = List.copyOf(participants);
  }

  /** Returns the zones of the participants, each once, ascending. */
  public List<String> zones() {
    return participants.stream()
        .flatMap(participant -> participant.zones().stream())
        .distinct()
        .sorted()
        .toList();
  }
}
