package io.posestream.core.event;

import io.posestream.core.model.ActionLabel;
import io.posestream.core.model.ModelReference;
import io.posestream.core.model.Probabilities;
import io.posestream.core.model.Scope;
import io.posestream.core.model.Thresholds;
import io.posestream.core.score.LabelEvidence;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.ClipTrack;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A camera under watch: windows of 2 s every second, labels {@code fall}, {@code walk} and {@code
 * queue}, which is the scene's alone.
 */
final class Watch {
  static final Thresholds THRESHOLDS = new Thresholds(0.6, 0.4);
  static final long LOST_AFTER = 5000;
  static final List<String> LABELS = List.of("fall", "walk", "queue");
  private static final ModelReference MODEL = new ModelReference("m", "1", "", "fp32");

  final List<ActionEvent> events = new ArrayList<>();
  CameraActions actions = CameraActions.NONE;
  private ActionLifecycle lifecycle;

  Watch(EventRules rules) {
    this.lifecycle = new ActionLifecycle(rules);
  }

  /** Watches under thresholds and a persistence for all labels. */
  static Watch under(Persistence persistence) {
    return new Watch(rules(rule("fall", persistence), rule("walk", persistence)));
  }

  static EventRules rules(ActionRule... actions) {
    return new EventRules(List.of(actions), 0, 0, LOST_AFTER);
  }

  static ActionRule rule(String label, Persistence persistence) {
    return rule(label, persistence, label, 0);
  }

  static ActionRule rule(String label, Persistence persistence, String group, int severity) {
    Set<Scope> scopes = label.equals("queue") ? Set.of(Scope.SCENE) : Set.of(Scope.values());
    return new ActionRule(
        new ActionLabel(label, scopes),
        LABELS.indexOf(label),
        THRESHOLDS,
        persistence,
        group,
        severity);
  }

  void changeRules(EventRules rules) {
    lifecycle = new ActionLifecycle(rules);
  }

  void take(WindowScores scores) {
    actions = lifecycle.take(scores, actions, events::add);
  }

  void expire(long timeMillis) {
    actions = lifecycle.expire(timeMillis, actions, events::add);
  }

  /** Takes the fall probabilities of track 7 in consecutive windows. */
  void falls(long startMillis, double... probabilities) {
    for (int i = 0; i < probabilities.length; i++) {
      take(person("7", startMillis + 1000L * i, probabilities[i], 0));
    }
  }

  List<String> phases() {
    return events.stream().map(event -> event.action() + " " + event.phase()).toList();
  }

  static WindowScores person(String track, long startMillis, double fall, double walk) {
    return scores(
        Subject.person("cam", track), startMillis, List.of(track), List.of(), fall, walk, 0);
  }

  static WindowScores pair(String one, String other, long startMillis, double fall) {
    return scores(
        Subject.pair("cam", one, other), startMillis, List.of(one, other), List.of(), fall, 0, 0);
  }

  static WindowScores scene(
      long startMillis,
      List<String> tracks,
      List<LabelEvidence> evidence,
      double fall,
      double walk,
      double queue) {
    return scores(Subject.scene("cam"), startMillis, tracks, evidence, fall, walk, queue);
  }

  private static WindowScores scores(
      Subject subject,
      long startMillis,
      List<String> tracks,
      List<LabelEvidence> evidence,
      double... probabilities) {
    float[] floats = new float[probabilities.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) probabilities[i];
    }
    return new WindowScores(
        subject,
        new Window(startMillis, startMillis + 2000),
        LABELS,
        Probabilities.of(floats),
        tracks.size(),
        tracks.stream().map(track -> new ClipTrack(track, 20, Optional.empty())).toList(),
        new Quality(20, 20, 0, 0.9f),
        MODEL,
        "",
        evidence);
  }

  /** Returns evidence of a fall in those cells of a window, by those tracks. */
  static LabelEvidence fallIn(String cells, double... shares) {
    double[] strengths = cells.chars().mapToDouble(cell -> cell == 'x' ? 1 : 0).toArray();
    float[] floats = new float[shares.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) shares[i];
    }
    return LabelEvidence.of(0, strengths, floats);
  }
}
