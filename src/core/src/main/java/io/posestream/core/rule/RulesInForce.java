package io.posestream.core.rule;

import io.posestream.core.model.ModelReference;
import io.posestream.core.rollout.ModelBook;
import io.posestream.core.rollout.OfferedModel;
import io.posestream.core.zone.Zone;
import io.posestream.core.zone.ZonePlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells which of the accepted rules hold, for each camera at each instant.
 *
 * <p>Mutable, for rules change; owned by one operator and used by its thread alone.
 */
public final class RulesInForce implements RulePlan, ZonePlan {
  private final JobRules job;
  private final Map<Layers, MergedRules> merged = new HashMap<>();
  private RuleBook book = RuleBook.EMPTY;
  private ModelBook models = ModelBook.EMPTY;

  /**
   * Whose rules lie over each other: a camera's, if it has any, and the default's, by version, over
   * those for a model, if a message brought it.
   */
  private record Layers(
      Optional<OfferedModel> model, Optional<String> camera, long own, long general) {}

  /** Starts with the job's own rules. */
  public RulesInForce(JobRules job) {
    this.job = job;
  }

  /** Takes the accepted rules from now on. */
  public void replace(RuleBook accepted) {
    book = accepted;
    merged.clear();
  }

  /** Takes the accepted models from now on. */
  public void replace(ModelBook accepted) {
    models = accepted;
    merged.clear();
  }

  /** Returns the accepted models. */
  public ModelBook models() {
    return models;
  }

  /** Returns the accepted rules. */
  public RuleBook book() {
    return book;
  }

  @Override
  public HeldRules at(String camera, long timeMillis) {
    return at(camera, timeMillis, Optional.empty());
  }

  @Override
  public HeldRules at(String camera, long timeMillis, ModelReference model) {
    return at(camera, timeMillis, models.offered(model));
  }

  private HeldRules at(String camera, long timeMillis, Optional<OfferedModel> model) {
    Optional<DatedRules> general = book.general().at(timeMillis);
    Optional<DatedRules> own = book.timelineOf(camera).at(timeMillis);
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
    return book.timelineOf(camera)
        .at(timeMillis)
        .flatMap(DatedRules::rules)
        .flatMap(CameraRules::zones)
        .orElse(job.zones().zonesOf(camera));
  }
}
