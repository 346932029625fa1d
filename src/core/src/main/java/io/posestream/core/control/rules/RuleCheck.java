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
  private final Set<String> labels;

  /**
   * Creates a check.
   *
   * @param job the rules of the job's configuration
   * @param accepted the rules that earlier messages brought
   */
  public RuleCheck(JobRules job, AcceptedRules accepted) {
    this.job = job;
    this.accepted = accepted;
    labels = job.labels();
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
    cameras(changed, change, problems);
    for (RuleEdit edit : change.edits()) {
      camera(edit, problems);
      waiting(changed, edit, sentMillis, problems);
      edit.rules().ifPresent(rules -> rules(changed, edit, rules, problems));
    }
    if (problems.isEmpty()) {
      // Rules are combined with those of the default only if they are valid by themselves.
      layers(changed, change, problems);
    }
    return problems.list();
  }

  private static void cameras(AcceptedRules changed, RuleChange change, Problems problems) {
    if (change.edits().isEmpty()) {
      problems.add("cameras", "expected rules of a camera or the default, got none");
    }
    problems.require(
        changed.cameras().size() <= AcceptedRules.MOST_CAMERAS,
        "cameras",
        "at most %d cameras with rules of their own".formatted(AcceptedRules.MOST_CAMERAS),
        changed.cameras().size());
  }

  private static void camera(RuleEdit edit, Problems problems) {
    edit.camera()
        .ifPresent(
            name ->
                problems.require(
                    !name.isBlank() && name.length() <= LONGEST_NAME,
                    edit.field(),
                    "a camera's id of at most %d letters".formatted(LONGEST_NAME),
                    name.length() + " letters"));
  }

  private static void waiting(
      AcceptedRules changed, RuleEdit edit, long sentMillis, Problems problems) {
    long waiting = changed.timelineOf(edit.camera()).waitingAt(sentMillis);
    problems.require(
        waiting <= MOST_WAITING,
        edit.field(),
        "at most %d changes that wait for their time".formatted(MOST_WAITING),
        waiting);
  }

  private void rules(AcceptedRules changed, RuleEdit edit, CameraRules rules, Problems problems) {
    SettingsCheck settings = new SettingsCheck(zonesToName(changed, edit, rules), problems);
    settings.check(edit.field(), rules.general());
    for (Map.Entry<String, RuleSettings> label : new TreeMap<>(rules.labels()).entrySet()) {
      String field = "%s.labels.%s".formatted(edit.field(), label.getKey());
      label(field, label.getKey(), problems);
      settings.check(field, label.getValue());
    }
    for (String label : new TreeSet<>(rules.watched().orElse(Set.of()))) {
      label(edit.field() + ".watch", label, problems);
    }
    if (edit.camera().isEmpty() && rules.zones().isPresent()) {
      problems.refuse("default.zones", "zones under a camera alone", "some for all cameras");
    }
  }

  private void label(String field, String label, Problems problems) {
    problems.require(
        labels.contains(label),
        field,
        "a label that may raise events, one of " + labels,
        "'" + label + "'");
  }

  /** Returns the zones that an edit may name: those of its camera, or those of all cameras. */
  private Set<String> zonesToName(AcceptedRules changed, RuleEdit edit, CameraRules rules) {
    if (edit.camera().isPresent()) {
      return ids(rules.zones().orElse(job.zones().zonesOf(edit.camera().get())));
    }
    Set<String> ids = new TreeSet<>(job.zones().ids());
    for (RuleTimeline timeline : changed.cameras().values()) {
      for (DatedRules dated : timeline.dated()) {
        ids.addAll(ids(dated.rules().flatMap(CameraRules::zones).orElse(List.of())));
      }
    }
    return ids;
  }

  private static Set<String> ids(List<Zone> zones) {
    Set<String> ids = new TreeSet<>();
    zones.forEach(zone -> ids.add(zone.id()));
    return ids;
  }

  private void layers(AcceptedRules changed, RuleChange change, Problems problems) {
    for (Optional<String> camera : concerned(changed, change)) {
      for (long instant : instants(changed, camera, change.effectiveFromMillis())) {
        RuleEdit general = edit(Optional.empty(), changed.general(), instant);
        RuleEdit own = edit(camera, timelineOf(changed, camera), instant);
        new LayerCheck(job, general, own, problems).check();
      }
    }
  }

  /** Returns the cameras whose rules change; empty stands for those without their own. */
  private static List<Optional<String>> concerned(AcceptedRules changed, RuleChange change) {
    if (change.edits().stream().allMatch(edit -> edit.camera().isPresent())) {
      return change.edits().stream().map(RuleEdit::camera).toList();
    }
    // Every camera has the default below its own rules.
    List<Optional<String>> all = new ArrayList<>(List.of(Optional.empty()));
    new TreeSet<>(changed.cameras().keySet()).forEach(camera -> all.add(Optional.of(camera)));
    return all;
  }

  /** Returns when the rules of a camera change, from a given time on. */
  private static Set<Long> instants(
      AcceptedRules changed, Optional<String> camera, long fromMillis) {
    Set<Long> instants = new TreeSet<>(Set.of(fromMillis));
    changed.general().startsAfter(fromMillis).forEach(instants::add);
    timelineOf(changed, camera).startsAfter(fromMillis).forEach(instants::add);
    return instants;
  }

  private static RuleTimeline timelineOf(AcceptedRules changed, Optional<String> camera) {
    return camera.map(changed::timelineOf).orElse(RuleTimeline.EMPTY);
  }

  private static RuleEdit edit(Optional<String> camera, RuleTimeline timeline, long instant) {
    return new RuleEdit(camera, timeline.at(instant).flatMap(DatedRules::rules));
  }
}
