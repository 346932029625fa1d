package io.posestream.core.control.rules;

import io.posestream.core.control.message.Problem;
import io.posestream.core.control.message.Proposal;
import io.posestream.core.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Checks messages that ask for rules against the rules that were accepted before. */
public final class RuleCheck {
  private static final int LONGEST_NAME = 200;
  private static final int MOST_WAITING = 20;

  private final JobRules job;
  private final AcceptedRules accepted;

  /**
   * Creates a check.
   *
   * @param job the rules of the job's configuration
   * @param accepted the rules that earlier messages brought
   */
  public RuleCheck(JobRules job, AcceptedRules accepted) {
    this.job = job;
    this.accepted = accepted;
  }

  /** Returns the change that a message asks for, or everything that is wrong with it. */
  public Proposal<RuleChange> check(RuleRequest request) {
    RuleChange change =
        new RuleChange(accepted.version() + 1, request.effectiveFrom(), request.edits());
    List<Problem> problems = new ArrayList<>(request.problems());
    // What could be read is checked as well, so that the sender learns of all problems at once.
    if (problems.isEmpty() || !request.edits().isEmpty()) {
      problems.addAll(problems(change, request.source().timeMillis()));
    }
    return problems.isEmpty() ? Proposal.of(change) : Proposal.refused(problems);
  }

  private List<Problem> problems(RuleChange change, long sentMillis) {
    Problems problems = new Problems();
    AcceptedRules changed = accepted.with(change);
    if (change.edits().isEmpty()) {
      problems.add("cameras", "expected rules of a camera or the default, got none");
    }
    problems.require(
        changed.cameras().size() <= AcceptedRules.MOST_CAMERAS,
        "cameras",
        "at most %d cameras with rules of their own".formatted(AcceptedRules.MOST_CAMERAS),
        changed.cameras().size());
    for (RuleEdit edit : change.edits()) {
      checkEdit(changed, edit, sentMillis, problems);
    }
    if (problems.isEmpty()) {
      // Rules are combined with those of the default only if they are valid by themselves.
      checkLayers(changed, change, problems);
    }
    return problems.list();
  }

  private void checkEdit(AcceptedRules changed, RuleEdit edit, long sentMillis, Problems problems) {
    String field = edit.field();
    edit.camera()
        .ifPresent(
            name ->
                problems.require(
                    !name.isBlank() && name.length() <= LONGEST_NAME,
                    field,
                    "a camera's id of at most %d letters".formatted(LONGEST_NAME),
                    name.length() + " letters"));
    long waiting = changed.timelineOf(edit.camera()).waitingAt(sentMillis);
    problems.require(
        waiting <= MOST_WAITING,
        field,
        "at most %d changes that wait for their time".formatted(MOST_WAITING),
        waiting);
    edit.rules().ifPresent(rules -> checkRules(changed, edit, rules, problems));
  }

  private void checkRules(
      AcceptedRules changed, RuleEdit edit, CameraRules rules, Problems problems) {
    String field = edit.field();
    Set<String> known = job.labels();
    SettingsCheck settings = new SettingsCheck(zones(changed, edit, rules), problems);
    settings.check(field, rules.general());
    for (Map.Entry<String, RuleSettings> label : new TreeMap<>(rules.labels()).entrySet()) {
      String at = field + ".labels." + label.getKey();
      checkLabel(at, known, label.getKey(), problems);
      settings.check(at, label.getValue());
    }
    for (String label : new TreeSet<>(rules.watched().orElse(Set.of()))) {
      checkLabel(field + ".watch", known, label, problems);
    }
    problems.require(
        edit.camera().isPresent() || rules.zones().isEmpty(),
        field + ".zones",
        "zones under a camera alone",
        "some for all cameras");
  }

  private static void checkLabel(String field, Set<String> known, String label, Problems problems) {
    problems.require(
        known.contains(label),
        field,
        "a label that may raise events, one of " + known,
        "'" + label + "'");
  }

  /** Returns the zones that an edit may name: its camera's, or those of all cameras. */
  private Set<String> zones(AcceptedRules changed, RuleEdit edit, CameraRules rules) {
    Set<String> ids = new TreeSet<>();
    if (edit.camera().isPresent()) {
      rules
          .zones()
          .orElse(job.zones().zonesOf(edit.camera().get()))
          .forEach(zone -> ids.add(zone.id()));
      return ids;
    }
    ids.addAll(job.zones().ids());
    for (RuleTimeline timeline : changed.cameras().values()) {
      for (DatedRules dated : timeline.dated()) {
        List<Zone> drawn = dated.rules().flatMap(CameraRules::zones).orElse(List.of());
        drawn.forEach(zone -> ids.add(zone.id()));
      }
    }
    return ids;
  }

  private void checkLayers(AcceptedRules changed, RuleChange change, Problems problems) {
    boolean general = change.edits().stream().anyMatch(edit -> edit.camera().isEmpty());
    if (general) {
      // Every camera has the default below its own rules.
      checkOverTime(changed, Optional.empty(), change.effectiveFromMillis(), problems);
      for (String camera : new TreeSet<>(changed.cameras().keySet())) {
        checkOverTime(changed, Optional.of(camera), change.effectiveFromMillis(), problems);
      }
      return;
    }
    for (RuleEdit edit : change.edits()) {
      checkOverTime(changed, edit.camera(), change.effectiveFromMillis(), problems);
    }
  }

  private void checkOverTime(
      AcceptedRules changed, Optional<String> camera, long fromMillis, Problems problems) {
    Set<Long> instants = new TreeSet<>(Set.of(fromMillis));
    RuleTimeline own = camera.map(changed::timelineOf).orElse(RuleTimeline.EMPTY);
    changed.general().startsAfter(fromMillis).forEach(instants::add);
    own.startsAfter(fromMillis).forEach(instants::add);
    for (long instant : instants) {
      new LayerCheck(
              job,
              new RuleEdit(
                  Optional.empty(), changed.general().at(instant).flatMap(DatedRules::rules)),
              new RuleEdit(camera, own.at(instant).flatMap(DatedRules::rules)),
              problems)
          .check();
    }
  }
}
