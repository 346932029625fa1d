package io.posestream.core.event;

import io.posestream.core.model.Scope;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Subject;
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
   * For each subject and label, window by window:
   *
   * score   = smoothing x score of the window before + (1 - smoothing) x probability. A window
   *           before that was never seen, or lies below half the exit threshold, counts as 0.
   * shows   if the score is at or above the exit threshold.
   * STARTED once one of the last `confirm-windows` windows reached the enter threshold, and the
   *           probability in all of them a third of the exit threshold: at its edges an action is
   *           faint, but a lone window is a mistake. Its start is where the first of them sees it: the model's class
   *           activation tells where in the window, and without one it is the window's start.
   * ENDED   below-threshold, once it has not shown for more than the gap; max-duration; superseded,
   *           when a better label of its group starts; track-lost or source-idle, when its subject
   *           has no scores for `lost-after` or the gap, whichever is longer; source-idle as well
   *           when word comes that its camera is silent; config-change, when its label is watched
   *           no longer. Its end is where the last window that shows it does.
   *           If it is shorter than the minimum duration, it is RETRACTED in place of ENDED.
   *
   * A window that shows nobody counts for the scene as one in which nothing is done, and for tracks
   * as time that passes.
   *
   * In a group at most one label is open: another takes its place if it is more severe, or as
   * severe with a higher score. After an action of the group has ended, none starts for the
   * cool-down of the one that ended, unless it is more severe or somebody acts who did not before.
   * Who waits for a cool-down or a rival starts as soon as nothing stands in the way.
   *
   * A pair does nothing that a pair with one of the two in it does already and showed more clearly:
   * who kicks one person is close to others too.
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
   * Takes the scores of one subject in one window, or word that nobody was there; those of one
   * subject come in ascending windows.
   *
   * @param scores of one window
   * @param actions of the camera
   * @param out takes the events
   * @return the actions from here on; the camera's own time has ended what was lost by then
   */
  public CameraActions take(WindowScores scores, CameraActions actions, Consumer<ActionEvent> out) {
    if (scores.showsNobody() && scores.quality().framesUsed() == 0) {
      return silent(scores.window().endMillis(), actions, out);
    }
    long newest = Math.max(actions.newestMillis(), scores.window().endMillis());
    // The gap decides, not a timer: a replay that is read faster must give the same events.
    List<SubjectActions> subjects = new ArrayList<>(lapse(newest, actions, out));
    int at = find(subjects, scores.subject());
    if (at < 0 && scores.showsNobody()) {
      return new CameraActions(subjects, newest);
    }
    SubjectActions before =
        at >= 0
            ? subjects.get(at)
            : new SubjectActions(scores.subject(), scores.window(), Optional.empty(), List.of());
    Rivals rivals = Rivals.of(scores.subject(), subjects);
    SubjectActions after =
        new SubjectWindow(rules, ruleVersion, before, rivals, scores, out).take();
    if (at >= 0) {
      subjects.set(at, after);
    } else {
      subjects.add(after);
    }
    subjects.removeIf(subject -> subject.courses().isEmpty());
    return new CameraActions(subjects, newest);
  }

  // Whatever was lost last: nothing of a silent camera goes on.
  private CameraActions silent(long timeMillis, CameraActions actions, Consumer<ActionEvent> out) {
    return new CameraActions(
        lapse(timeMillis, Long.MAX_VALUE, actions, out), actions.newestMillis());
  }

  /**
   * Ends the actions whose subject got no scores for too long, and forgets what has no say any
   * more.
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
    return subject.courses().stream()
        .flatMap(course -> course.past().stream())
        .mapToLong(
            past ->
                Math.max(
                    past.coolUntilMillis(), past.endMillis() + subject.newest().lengthMillis()));
  }

  private static boolean isActive(SubjectActions subject) {
    return subject.courses().stream()
        .anyMatch(
            course ->
                course.open().isPresent() || !course.run().isEmpty() || course.smoothed() > 0);
  }

  private long lostAt(SubjectActions subject) {
    long longestGap =
        subject.courses().stream()
            .filter(course -> course.open().isPresent())
            .flatMap(course -> rules.ruleOf(course.label(), subject.subject().scope()).stream())
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
    subjects.removeIf(subject -> subject.courses().isEmpty());
    return subjects;
  }

  private SubjectActions underTheseRules(SubjectActions subject, Consumer<ActionEvent> out) {
    List<ActionCourse> courses = new ArrayList<>();
    for (ActionCourse course : subject.courses()) {
      if (rules.ruleOf(course.label(), subject.subject().scope()).isPresent()) {
        courses.add(course);
      } else {
        end(subject, course, EndReason.CONFIG_CHANGE, out);
      }
    }
    return courses.size() == subject.courses().size() ? subject : with(subject, courses);
  }

  private SubjectActions lost(
      SubjectActions subject, long newestMillis, Consumer<ActionEvent> out) {
    List<ActionCourse> courses = new ArrayList<>();
    for (ActionCourse course : subject.courses()) {
      courses.add(end(subject, course.unseen(), lostBecause(subject, newestMillis), out));
    }
    return with(subject, courses);
  }

  private static EndReason lostBecause(SubjectActions subject, long newestMillis) {
    return subject.subject().scope() != Scope.SCENE && newestMillis > subject.newest().endMillis()
        ? EndReason.TRACK_LOST
        : EndReason.SOURCE_IDLE;
  }

  private ActionCourse end(
      SubjectActions subject, ActionCourse course, EndReason reason, Consumer<ActionEvent> out) {
    if (course.open().isEmpty()) {
      return course;
    }
    OpenAction action = course.open().get();
    StepWriter writer = new StepWriter(subject.last().orElseThrow(), ruleVersion, out);
    Optional<ActionRule> rule = rules.ruleOf(course.label(), subject.subject().scope());
    return course.over(writer.over(course.label(), rule, action, reason, action.endMillis()));
  }

  private static SubjectActions withoutForgotten(SubjectActions subject, long timeMillis) {
    long windowStart = timeMillis - subject.newest().lengthMillis();
    List<ActionCourse> courses = new ArrayList<>();
    for (ActionCourse course : subject.courses()) {
      boolean forgotten =
          course.run().isEmpty()
              && course
                  .past()
                  .filter(past -> past.isForgottenAt(windowStart, timeMillis))
                  .isPresent();
      ActionCourse kept = forgotten ? course.withoutPast() : course;
      if (!kept.isBlank()) {
        courses.add(kept);
      }
    }
    return courses.equals(subject.courses()) ? subject : with(subject, courses);
  }

  private static SubjectActions with(SubjectActions subject, List<ActionCourse> courses) {
    boolean open = courses.stream().anyMatch(course -> course.open().isPresent());
    return new SubjectActions(
        subject.subject(), subject.newest(), open ? subject.last() : Optional.empty(), courses);
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
