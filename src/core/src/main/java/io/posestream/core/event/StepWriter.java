package io.posestream.core.event;

import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes the events of one subject. */
final class StepWriter {
  private static final int TOP = 5;

  private final WindowScores scores;
  private final long ruleVersion;
  private final Consumer<ActionEvent> out;

  /**
   * Creates a writer.
   *
   * @param scores that the events rest on
   * @param ruleVersion of the rules that they follow
   * @param out takes the events
   */
  StepWriter(WindowScores scores, long ruleVersion, Consumer<ActionEvent> out) {
    this.scores = scores;
    this.ruleVersion = ruleVersion;
    this.out = out;
  }

  void started(String label, int severity, OpenAction action) {
    write(label, severity, action, 0, Phase.STARTED, Optional.empty(), Optional.empty());
  }

  void updated(String label, int severity, OpenAction action) {
    write(
        label, severity, action, action.steps(), Phase.UPDATED, Optional.empty(), Optional.empty());
  }

  /**
   * Writes the last event of an action.
   *
   * @return what the action leaves behind; nothing if it was too short to be one
   */
  Optional<PastAction> over(
      String label, Optional<ActionRule> rule, OpenAction action, EndReason reason, long end) {
    int severity = rule.map(ActionRule::severity).orElse(0);
    Persistence persistence = rule.map(ActionRule::persistence).orElse(Persistence.NONE);
    boolean tooShort = end - action.startMillis() < persistence.minDurationMillis();
    Phase phase = tooShort ? Phase.RETRACTED : Phase.ENDED;
    Optional<EndReason> why = tooShort ? Optional.empty() : Optional.of(reason);
    write(label, severity, action, action.steps(), phase, why, Optional.of(end));
    return tooShort
        ? Optional.empty()
        : Optional.of(
            new PastAction(
                end, end + persistence.coolDownMillis(), severity, action.shares().actors(scores)));
  }

  private void write(
      String label,
      int severity,
      OpenAction action,
      int sequence,
      Phase phase,
      Optional<EndReason> reason,
      Optional<Long> end) {
    int index = scores.labels().indexOf(label);
    out.accept(
        new ActionEvent(
            action.eventId(),
            sequence,
            phase,
            reason,
            scores.subject(),
            label,
            index,
            action.startMillis(),
            end,
            scores.window(),
            new Confidence(
                index < 0 ? 0 : scores.probability(index),
                action.peak(),
                (float) (action.sum() / action.windows())),
            scores.top(TOP),
            action.shares().participants(scores),
            scores.persons(),
            scores.quality(),
            scores.model(),
            scores.traceparent(),
            severity,
            ruleVersion));
  }

  /** Returns the id of the action of a subject whose first window starts then. */
  static String eventId(Subject subject, String label, long startMillis) {
    String name =
        String.join(
            "\u001f",
            subject.camera(),
            subject.scope().id(),
            String.join("\u001f", subject.tracks()),
            label,
            Long.toString(startMillis));
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
