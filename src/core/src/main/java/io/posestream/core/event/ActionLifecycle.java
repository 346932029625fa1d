package io.posestream.core.event;

import io.posestream.core.model.Scope;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.CameraSilence;
import io.posestream.core.window.EmptyWindow;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Turns the scores of one camera's windows into the life-cycle of its actions: not a label per
 * window, but one STARTED and one ENDED or RETRACTED per action, with UPDATED in between.
 *
 * <p>State is handed in and out; the class holds none and is thread-safe. Event time alone counts.
 */
public final class ActionLifecycle {
  /*
   * An action begins when the model shows it clearly and ends when it has not shown it for a while.
   * For each subject and label the score is a smoothed probability:
   *
   *   score = smoothing * previous score + (1 - smoothing) * probability
   *
   * The previous score is 0 if the window before was not scored, or if its score was below half the
   * exit threshold. A label shows in a window if its score reaches the exit threshold.
   *
   * Start. An action starts when `confirm-windows` windows in a row support it and one of them
   * reaches the enter threshold. A window supports it if the probability is at least a third of the
   * exit threshold: the first and last windows of an action overlap it only partly, so they score
   * low. The action begins where the first supporting window sees it. The class activation map says
   * where that is within the window; without a map it is the start of the window.
   *
   * End. An action ends where the last window that shows it does. The reasons are:
   *
   *   below-threshold  it has not shown for longer than the gap;
   *   max-duration     it has lasted as long as an action may;
   *   superseded       another label of its group starts;
   *   track-lost       its subject has had no scores for `lost-after` or the gap, whichever is
   *                    longer, while the camera goes on;
   *   source-idle      the same, and the camera has no scores either, or it is silent;
   *   config-change    the rules no longer name its label.
   *
   * An action that is shorter than its minimum duration is RETRACTED instead of ENDED.
   *
   * Groups. Of the labels of one group a subject does one at a time. A label replaces the open one
   * if it is more severe, or equally severe with a higher score. After an action ends, its group
   * starts no other during the cool-down, unless the new one is more severe or has an actor whom
   * the old one did not have. A label that has to wait starts as soon as nothing prevents it.
   *
   * Pairs. A person who kicks another is also close to third persons. So a pair does not start an
   * action that another pair with one of its two members is doing and has shown at least as clearly.
   *
   * A window without anybody counts as one in which the scene does nothing. For persons and pairs it
   * only lets time pass.
   */

  private final EventRules rules;
  private final long ruleVersion;

  /** Creates a life-cycle under the rules of the job's own configuration, which are version 0. */
  public ActionLifecycle(EventRules rules) {
    this(rules, 0);
  }

  /**
   * Creates a life-cycle under rules.
   *
   * @param rules when scores become events
   * @param ruleVersion as it stands in events
   */
  public ActionLifecycle(EventRules rules, long ruleVersion) {
    this.rules = rules;
    this.ruleVersion = ruleVersion;
  }

  /**
   * Takes the scores of one subject in one window; those of one subject come in ascending windows,
   * unless the camera's clock was set back: then all its actions end, and it begins anew.
   *
   * @param scores of one window
   * @param known actions of the camera
   * @param out takes the events
   * @return the actions from here on; the camera's own time has ended what was lost by then
   */
  public CameraActions take(WindowScores scores, CameraActions known, Consumer<ActionEvent> out) {
    CameraActions actions = known;
    if (isSetBack(scores.subject(), scores.window(), known)) {
      endAll(known, out);
      actions = CameraActions.NONE;
    }
    long newest = Math.max(actions.newestMillis(), scores.window().endMillis());
    // The gap decides, not a timer: a replay that is read faster must give the same events.
    List<SubjectActions> subjects = new ArrayList<>(lapse(newest, actions, out));
    int at = find(subjects, scores.subject());
    SubjectActions before =
        at >= 0 ? subjects.get(at) : SubjectActions.fresh(scores.subject(), scores.window());
    SubjectActions after = after(scores, before, Rivals.of(scores.subject(), subjects), out);
    if (at >= 0) {
      subjects.set(at, after);
    } else {
      subjects.add(after);
    }
    return withoutIdle(subjects, newest);
  }

  /**
   * Takes a window without anybody: the scene does nothing in it.
   *
   * @param empty the window
   * @param actions of the camera
   * @param out takes the events
   * @return the actions from here on
   */
  public CameraActions take(EmptyWindow empty, CameraActions actions, Consumer<ActionEvent> out) {
    Subject scene = Subject.scene(empty.camera());
    if (isSetBack(scene, empty.window(), actions)) {
      endAll(actions, out);
      return CameraActions.NONE;
    }
    long newest = Math.max(actions.newestMillis(), empty.window().endMillis());
    List<SubjectActions> subjects = new ArrayList<>(lapse(newest, actions, out));
    int at = find(subjects, scene);
    if (at >= 0) {
      SubjectActions before = subjects.get(at);
      subjects.set(
          at,
          before
              .last()
              .map(last -> after(last.overIn(empty), before, Rivals.NONE, out))
              .orElseGet(() -> before.calmedIn(empty.window(), rules)));
    }
    return withoutIdle(subjects, newest);
  }

  /**
   * Takes the silence of the camera: all its actions end, whatever was seen of them last.
   *
   * @param silence of the camera
   * @param actions of the camera
   * @param out takes the events
   * @return the actions from here on
   */
  public CameraActions take(
      CameraSilence silence, CameraActions actions, Consumer<ActionEvent> out) {
    return new CameraActions(
        lapse(silence.window().endMillis(), Long.MAX_VALUE, actions, out), actions.newestMillis());
  }

  // Subjects need not take turns; one so far behind another would be lost at once.
  private boolean isSetBack(Subject subject, Window window, CameraActions actions) {
    return window.endMillis() + rules.lostAfterMillis() < actions.newestMillis()
        || actions
            .of(subject)
            .filter(known -> window.endMillis() <= known.newest().endMillis())
            .isPresent();
  }

  private void endAll(CameraActions actions, Consumer<ActionEvent> out) {
    lapse(Long.MAX_VALUE, actions, out);
  }

  private SubjectActions after(
      WindowScores scores, SubjectActions before, Rivals rivals, Consumer<ActionEvent> out) {
    return new SubjectWindow(rules, ruleVersion, before, rivals, scores, out).take();
  }

  private static CameraActions withoutIdle(List<SubjectActions> subjects, long newestMillis) {
    subjects.removeIf(subject -> subject.labels().isEmpty());
    return new CameraActions(subjects, newestMillis);
  }

  /**
   * Ends the actions whose subject has had no scores for too long, and forgets past actions that no
   * longer prevent others.
   *
   * @param timeMillis event time the camera's neighbours have reached
   * @param actions of the camera
   * @param out takes the events
   * @return the actions from here on
   */
  public CameraActions expire(long timeMillis, CameraActions actions, Consumer<ActionEvent> out) {
    return new CameraActions(lapse(timeMillis, actions, out), actions.newestMillis());
  }

  /** Returns the event time at which {@link #expire} has something to do if no scores come. */
  public OptionalLong dueAt(CameraActions actions) {
    return actions.subjects().stream().flatMapToLong(this::dueTimes).min();
  }

  private LongStream dueTimes(SubjectActions subject) {
    if (isActive(subject)) {
      return LongStream.of(lostAt(subject));
    }
    return subject.labels().stream()
        .flatMap(progress -> progress.past().stream())
        .mapToLong(
            past ->
                Math.max(
                    past.coolUntilMillis(), past.endMillis() + subject.newest().lengthMillis()));
  }

  private static boolean isActive(SubjectActions subject) {
    return subject.labels().stream()
        .anyMatch(
            progress ->
                progress.open().isPresent()
                    || !progress.run().isEmpty()
                    || progress.smoothed() > 0);
  }

  private long lostAt(SubjectActions subject) {
    long longestGap =
        subject.labels().stream()
            .filter(progress -> progress.open().isPresent())
            .flatMap(progress -> rules.ruleOf(progress.label(), subject.subject().scope()).stream())
            .mapToLong(rule -> rule.persistence().gapMillis())
            .max()
            .orElse(0);
    return subject.newest().endMillis() + Math.max(rules.lostAfterMillis(), longestGap);
  }

  private List<SubjectActions> lapse(
      long timeMillis, CameraActions actions, Consumer<ActionEvent> out) {
    return lapse(timeMillis, timeMillis, actions, out);
  }

  private List<SubjectActions> lapse(
      long timeMillis, long lostByMillis, CameraActions actions, Consumer<ActionEvent> out) {
    List<SubjectActions> subjects = new ArrayList<>();
    for (SubjectActions subject : actions.subjects()) {
      subjects.add(underTheseRules(subject, out));
    }
    // However far time leaps, who was lost first ends first.
    Stream.iterate(0, i -> i < subjects.size(), i -> i + 1)
        .filter(i -> isActive(subjects.get(i)) && lostAt(subjects.get(i)) <= lostByMillis)
        .sorted(Comparator.comparingLong(i -> lostAt(subjects.get(i))))
        .toList()
        .forEach(i -> subjects.set(i, lost(subjects.get(i), actions.newestMillis(), out)));
    subjects.replaceAll(subject -> withoutForgotten(subject, timeMillis));
    subjects.removeIf(subject -> subject.labels().isEmpty());
    return subjects;
  }

  private SubjectActions underTheseRules(SubjectActions subject, Consumer<ActionEvent> out) {
    List<LabelProgress> labels = new ArrayList<>();
    for (LabelProgress progress : subject.labels()) {
      if (rules.ruleOf(progress.label(), subject.subject().scope()).isPresent()) {
        labels.add(progress);
      } else {
        end(subject, progress, EndReason.CONFIG_CHANGE, out);
      }
    }
    return labels.size() == subject.labels().size() ? subject : with(subject, labels);
  }

  private SubjectActions lost(
      SubjectActions subject, long newestMillis, Consumer<ActionEvent> out) {
    List<LabelProgress> labels = new ArrayList<>();
    for (LabelProgress progress : subject.labels()) {
      labels.add(end(subject, progress.unseen(), lostBecause(subject, newestMillis), out));
    }
    return with(subject, labels);
  }

  private static EndReason lostBecause(SubjectActions subject, long newestMillis) {
    return subject.subject().scope() != Scope.SCENE && newestMillis > subject.newest().endMillis()
        ? EndReason.TRACK_LOST
        : EndReason.SOURCE_IDLE;
  }

  private LabelProgress end(
      SubjectActions subject, LabelProgress progress, EndReason reason, Consumer<ActionEvent> out) {
    if (progress.open().isEmpty()) {
      return progress;
    }
    OpenAction action = progress.open().get();
    StepWriter writer = new StepWriter(subject.last().orElseThrow(), ruleVersion, out);
    Optional<ActionRule> rule = rules.ruleOf(progress.label(), subject.subject().scope());
    return progress.over(writer.over(progress.label(), rule, action, reason, action.endMillis()));
  }

  private static SubjectActions withoutForgotten(SubjectActions subject, long timeMillis) {
    long windowStart = timeMillis - subject.newest().lengthMillis();
    List<LabelProgress> labels = new ArrayList<>();
    for (LabelProgress progress : subject.labels()) {
      boolean forgotten =
          progress.run().isEmpty()
              && progress
                  .past()
                  .filter(past -> past.isForgottenAt(windowStart, timeMillis))
                  .isPresent();
      LabelProgress kept = forgotten ? progress.withoutPast() : progress;
      if (!kept.isBlank()) {
        labels.add(kept);
      }
    }
    return labels.equals(subject.labels()) ? subject : with(subject, labels);
  }

  private static SubjectActions with(SubjectActions subject, List<LabelProgress> labels) {
    boolean open = labels.stream().anyMatch(progress -> progress.open().isPresent());
    return new SubjectActions(
        subject.subject(), subject.newest(), open ? subject.last() : Optional.empty(), labels);
  }

  private static int find(List<SubjectActions> subjects, Subject subject) {
    for (int i = 0; i < subjects.size(); i++) {
      if (subjects.get(i).subject().equals(subject)) {
        return i;
      }
    }
    return -1;
  }
}
