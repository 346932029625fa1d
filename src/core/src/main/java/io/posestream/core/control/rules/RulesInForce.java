package io.posestream.core.control.rules;

import io.posestream.core.control.models.AcceptedModels;
import io.posestream.core.control.models.ReplacementModel;
import io.posestream.core.model.ModelReference;
import io.posestream.core.zone.Zone;
import io.posestream.core.zone.ZonePlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells which of the accepted rules hold for each camera at each instant.
 *
 * <p>Mutable, because rules change; owned by one operator and used by its thread alone.
 */
public final class RulesInForce implements RulePlan, ZonePlan {
  private final JobRules job;
  private final Map<Layers, MergedRules> merged = new HashMap<>();
  private AcceptedRules rules = AcceptedRules.EMPTY;
  private AcceptedModels models = AcceptedModels.EMPTY;

  /**
   * What a camera's rules are merged from, from the bottom up: the job's rules for a model, if a
   * message brought it; the default of that version; the camera's own rules of that version, if it
   * has any. Version 0 stands for none.
   */
  private record Layers(
      Optional<ReplacementModel> model, Optional<String> camera, long own, long general) {}

  /** Starts with the rules of the job's configuration. */
  public RulesInForce(JobRules job) {
    this.job = job;
  }

  /** Uses these accepted rules from now on. */
  public void replace(AcceptedRules accepted) {
    rules = accepted;
    merged.clear();
  }

  /** Uses these accepted models from now on. */
  public void replace(AcceptedModels accepted) {
    models = accepted;
    merged.clear();
  }

  /** Returns the accepted models. */
  public AcceptedModels models() {
    return models;
  }

  /** Returns the accepted rules. */
  public AcceptedRules rules() {
    return rules;
  }

  @Override
  public HeldRules at(String camera, long timeMillis) {
    return at(camera, timeMillis, Optional.empty());
  }

  @Override
  public HeldRules at(String camera, long timeMillis, ModelReference model) {
    return at(camera, timeMillis, models.named(model));
  }

  private HeldRules at(String camera, long timeMillis, Optional<ReplacementModel> model) {
    Optional<DatedRules> general = rules.general().at(timeMillis);
    Optional<DatedRules> own = rules.timelineOf(camera).at(timeMillis);
    if (general.isEmpty() && own.isEmpty() && model.isEmpty()) {
      return job.at(camera, timeMillis);
    }
    Layers layers = new Layers(model, own.map(any -> camera), version(own), version(general));
    return merged
        .computeIfAbsent(
            layers,
            any ->
                new MergedRules(
                    model.map(job::forModel).orElse(job), rules(own).over(rules(general))))
        .at(last(general, own), timeMillis);
  }

  private static CameraRules rules(Optional<DatedRules> dated) {
    return dated.flatMap(DatedRules::rules).orElse(CameraRules.NONE);
  }

  private static long version(Optional<DatedRules> dated) {
    return dated.map(DatedRules::version).orElse(0L);
  }

  private static long last(Optional<DatedRules> general, Optional<DatedRules> own) {
    boolean ownIsLast = own.isPresent() && (general.isEmpty() || own.get().isAfter(general.get()));
    return version(ownIsLast ? own : general);
  }

  @Override
  public List<Zone> zonesAt(String camera, long timeMillis) {
    return rules
        .timelineOf(camera)
        .at(timeMillis)
        .flatMap(DatedRules::rules)
        .flatMap(CameraRules::zones)
        .orElse(job.zones().zonesOf(camera));
  }
}
