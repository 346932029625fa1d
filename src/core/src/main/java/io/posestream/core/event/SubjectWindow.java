package io.posestream.core.event;

import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes the scores of one subject in one window.
 *
 * <p>Mutable: made for one window, used once and by one thread.
 */
final class SubjectWindow {
  // Of the exit threshold: what a window must say of an action to support that it starts. At the
  // edges of an action a window says far less than in its middle.
  private static final double SUPPORT = 1.0 / 3;

  private final EventRules rules;
  private final Rivals rivals;
  private final WindowScores scores;
  private final Window window;
  private final StepWriter writer;
  private final List<Label> labels = new ArrayList<>();

  SubjectWindow(
      EventRules rules,
      long ruleVersion,
      SubjectActions before,
      Rivals rivals,
      WindowScores scores,
      Consumer<ActionEvent> out) {
    this.rules = rules;
    this.rivals = rivals;
    this.scores = scores;
    this.window = scores.window();
    this.writer = new StepWriter(scores, ruleVersion, out);
    for (ActionRule rule : rules.actions()) {
      if (rule.isMeantFor(scores.subject().scope())) {
        labels.add(new Label(rule, before.progress(rule.name())));
      }
    }
  }

  /** Returns what the subject does from this window on. */
  SubjectActions take() {
    labels.forEach(Label::see);
    labels.forEach(Label::endIfOver);
    bestFirst().forEach(this::startIfDue);
    labels.forEach(Label::updateIfDue);
    List<LabelProgress> kept =
        labels.stream().map(Label::kept).filter(progress -> !progress.isBlank()).toList();
    boolean open = kept.stream().anyMatch(progress -> progress.open().isPresent());
    return new SubjectActions(
        scores.subject(), window, open ? Optional.of(scores) : Optional.empty(), kept);
  }

  private List<Label> bestFirst() {
    return labels.stream()
        .filter(Label::isConfirmed)
        .sorted(
            Comparator.comparingInt((Label label) -> -label.rule.severity())
                .thenComparingDouble(label -> -label.score))
        .toList();
  }

  private void startIfDue(Label label) {
    Optional<Label> rival =
        group(label).stream().filter(other -> other.progress.open().isPresent()).findFirst();
    if (rival.filter(other -> !label.outranks(other)).isPresent()
        || isCoolingDown(label)
        || rivals.outshine(label.rule.name(), label.score)) {
      return;
    }
    OpenAction action = label.begin();
    // Windows overlap: the old action is over where the new one starts.
    rival.ifPresent(other -> other.giveWayAt(action.startMillis()));
    label.start(action);
  }

  private boolean isCoolingDown(Label label) {
    Set<String> actors = label.runShares().actors(scores);
    return group(label).stream()
        .flatMap(other -> other.progress.past().stream())
        .filter(past -> past.coolUntilMillis() > window.endMillis())
        .anyMatch(
            past -> label.rule.severity() <= past.severity() && past.actors().containsAll(actors));
  }

  private List<Label> group(Label label) {
    return labels.stream().filter(other -> other.rule.group().equals(label.rule.group())).toList();
  }

  /** One label of the subject in this window. */
  private final class Label {
    private final ActionRule rule;
    private LabelProgress progress;
    private double score;

    Label(ActionRule rule, LabelProgress progress) {
      this.rule = rule;
      this.progress = progress;
    }

    void see() {
      int index = index();
      double p = index < 0 ? 0 : scores.probability(index);
      score = rules.smoothing() * progress.smoothed() + (1 - rules.smoothing()) * p;
      progress = progress.scored(score, rules.smoothing(), rule);
      Optional<OpenAction> open = progress.open();
      if (open.isPresent() && shows()) {
        progress = progress.withOpen(open.get().shown(sighting(index)));
      } else if (open.isEmpty()) {
        boolean supports = index >= 0 && p >= SUPPORT * rule.thresholds().exit();
        progress = progress.withRun(supports ? newest(sighting(index)) : List.of());
      }
    }

    private Sighting sighting(int index) {
      return Sighting.of(scores, index, score >= rule.thresholds().enter());
    }

    // A model that replaced another may order its labels differently.
    private int index() {
      boolean inPlace =
          rule.index() < scores.labels().size()
              && scores.labels().get(rule.index()).equals(rule.name());
      return inPlace ? rule.index() : scores.labels().indexOf(rule.name());
    }

    private boolean shows() {
      return index() >= 0 && score >= rule.thresholds().exit();
    }

    private List<Sighting> newest(Sighting sighting) {
      List<Sighting> run = new ArrayList<>(progress.run());
      run.add(sighting);
      int surplus = Math.max(0, run.size() - remembered());
      return run.subList(surplus, run.size());
    }

    // The faint window before the first clear one tells when an action began.
    private int remembered() {
      return Math.max(2, rule.persistence().confirmWindows());
    }

    /** Returns what the next window needs to know. */
    LabelProgress kept() {
      List<Sighting> run = progress.run();
      int before = Math.min(run.size(), remembered() - 1);
      return progress.withRun(run.subList(run.size() - before, run.size()));
    }

    boolean isConfirmed() {
      int least = rule.persistence().confirmWindows();
      List<Sighting> run = progress.run();
      return run.size() >= least
          && run.subList(run.size() - least, run.size()).stream().anyMatch(Sighting::enters);
    }

    void endIfOver() {
      if (progress.open().isEmpty()) {
        return;
      }
      OpenAction action = progress.open().get();
      Persistence persistence = rule.persistence();
      if (window.endMillis() - action.lastShownMillis() > persistence.gapMillis() && !shows()) {
        end(EndReason.BELOW_THRESHOLD, action.endMillis());
      } else if (window.endMillis() - action.startMillis() >= persistence.maxDurationMillis()) {
        end(EndReason.MAX_DURATION, action.endWithin(persistence.maxDurationMillis()));
      }
    }

    boolean outranks(Label other) {
      return rule.severity() > other.rule.severity()
          || (rule.severity() == other.rule.severity() && score > other.score);
    }

    void giveWayAt(long startMillis) {
      OpenAction action = progress.open().orElseThrow();
      long end = Math.min(action.endMillis(), startMillis);
      end(EndReason.SUPERSEDED, Math.max(end, action.startMillis() + 1));
    }

    private void end(EndReason reason, long endMillis) {
      OpenAction action = progress.open().orElseThrow();
      progress =
          progress.over(writer.over(rule.name(), Optional.of(rule), action, reason, endMillis));
    }

    TrackShares runShares() {
      TrackShares sum = TrackShares.NONE;
      for (Sighting sighting : progress.run()) {
        sum = sum.plus(sighting.shares());
      }
      return sum;
    }

    OpenAction begin() {
      Window first = progress.run().get(0).window();
      return OpenAction.begin(
          StepWriter.eventId(scores.subject(), rule.name(), first.startMillis()),
          progress.run(),
          progress.past().map(PastAction::endMillis).orElse(Long.MIN_VALUE));
    }

    void start(OpenAction action) {
      progress = progress.withOpen(action);
      writer.started(rule.name(), rule.severity(), action);
    }

    void updateIfDue() {
      OpenAction action = progress.open().orElse(null);
      if (action != null
          && shows()
          && rules.updateIntervalMillis() > 0
          && window.endMillis() - action.lastStepMillis() >= rules.updateIntervalMillis()) {
        writer.updated(rule.name(), rule.severity(), action);
        progress = progress.withOpen(action.stepped(window.endMillis()));
      }
    }
  }
}
