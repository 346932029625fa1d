package io.posestream.flink;

import static java.util.Objects.requireNonNull;

import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.rollout.ModelSlot;
import io.posestream.core.rollout.SlotTerms;
import io.posestream.core.rule.JobRules;
import io.posestream.core.track.LinkRules;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.ClipForm;
import io.posestream.core.window.ClipGates;
import io.posestream.core.window.ClipSampling;
import io.posestream.core.window.FrameLimits;
import io.posestream.core.window.WindowGrid;
import io.posestream.core.zone.ZoneMap;
import io.posestream.core.zone.ZoneRules;
import io.posestream.flink.inference.BatchPolicy;
import io.posestream.flink.inference.BundleCatalog;
import io.posestream.flink.inference.BundleShelf;
import io.posestream.flink.inference.InferencePolicy;
import io.posestream.flink.inference.ScopeModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects the settings of {@link ActionRecognition}; each has the default of the job. */
public final class ActionRecognitionBuilder {
  private final ActionModelFactory model;
  private final ModelDescription description;
  private WindowGrid grid = new WindowGrid(2000, 1000, WindowGrid.Phase.ALIGNED);
  private Duration maxOutOfOrderness = Duration.ofMillis(500);
  private Duration idleTimeout = Duration.ofSeconds(10);
  private int minFrames = 8;
  private FrameLimits limits = new FrameLimits(60_000, 100, 2_000, 50);
  private Set<Scope> scopes = Set.of(Scope.SCENE, Scope.PERSON);
  private ClipSampling sampling = ClipSampling.TIME_UNIFORM;
  private ClipGates gates = new ClipGates(0.2, 0.25, 0.03, 1, 32);
  private LinkRules links = new LinkRules(1_000, 200);
  private ZoneMap zones = ZoneMap.NONE;
  private ZoneRules zoneRules = ZoneRules.NONE;
  private double sceneScore;
  private @Nullable ActionModelFactory sceneModel;
  private BatchPolicy batching = new BatchPolicy(16, Duration.ofMillis(20));
  private Duration maxLag = Duration.ZERO;
  private EventPolicy events = EventPolicy.DEFAULTS;
  private BundleCatalog catalog = BundleCatalog.NONE;

  ActionRecognitionBuilder(ActionModelFactory model) {
    this.model = model;
    this.description = model.describe();
  }

  /** Returns what the model said of itself when the configuration was started. */
  public ModelDescription description() {
    return description;
  }

  /** Sets where windows lie; default 2 s every 1 s, aligned. */
  public ActionRecognitionBuilder windows(WindowGrid windows) {
    this.grid = windows;
    return this;
  }

  /** Sets how long a window waits for frames that come out of order; default 500 ms. */
  public ActionRecognitionBuilder maxOutOfOrderness(Duration time) {
    this.maxOutOfOrderness = time;
    return this;
  }

  /**
   * Sets the silence, in event time, after which a camera's open windows are scored and its state
   * is dropped; default 10 s.
   */
  public ActionRecognitionBuilder idleTimeout(Duration time) {
    this.idleTimeout = time;
    return this;
  }

  /** Sets the number of frames below which a window is not scored; default 8. */
  public ActionRecognitionBuilder minFrames(int frames) {
    this.minFrames = frames;
    return this;
  }

  /** Sets the bounds of a camera's state. */
  public ActionRecognitionBuilder limits(FrameLimits bounds) {
    this.limits = bounds;
    return this;
  }

  /** Sets which clips are cut from a window; default scene and person. */
  public ActionRecognitionBuilder scopes(Set<Scope> chosen) {
    this.scopes = chosen;
    return this;
  }

  /** Sets which frames of a window enter a clip; default evenly in time. */
  public ActionRecognitionBuilder sampling(ClipSampling chosen) {
    this.sampling = chosen;
    return this;
  }

  /**
   * Sets which tracks get clips of their own; default a mean joint score of 0.2, a quarter of the
   * window's frames, a motion of 0.03 body heights, pairs within one body height, and 32 clips.
   */
  public ActionRecognitionBuilder gates(ClipGates chosen) {
    this.gates = chosen;
    return this;
  }

  /**
   * Sets when the tracker's ids are corrected; default for tracks lost for up to 1 s, and 200
   * tracks remembered for each camera.
   */
  public ActionRecognitionBuilder links(LinkRules chosen) {
    this.links = chosen;
    return this;
  }

  /** Sets the zones that events name; default none. */
  public ActionRecognitionBuilder zones(ZoneMap chosen) {
    this.zones = chosen;
    return this;
  }

  /** Sets where actions count; default anywhere. */
  public ActionRecognitionBuilder zoneRules(ZoneRules chosen) {
    this.zoneRules = chosen;
    return this;
  }

  /**
   * Scores persons and pairs only where the scene's probability of anything but the reject label
   * reaches this; default 0, always. Takes scope scene.
   */
  public ActionRecognitionBuilder sceneScore(double minScore) {
    this.sceneScore = minScore;
    return this;
  }

  /**
   * Sets a model of its own for scope scene; the other then answers persons and pairs alone.
   *
   * @throws RuntimeException if the model cannot be used, with the reason and the fix
   */
  public ActionRecognitionBuilder sceneModel(ActionModelFactory chosen) {
    this.sceneModel = chosen;
    return this;
  }

  /** Sets how clips wait for each other; default 16 clips, 20 ms. */
  public ActionRecognitionBuilder batching(BatchPolicy chosen) {
    this.batching = chosen;
    return this;
  }

  /**
   * Sets how far inference may lag behind the wall clock before whole windows are dropped, the
   * oldest first and from all cameras alike; default zero, which drops none. For live streams only:
   * what is dropped depends on the clock, so that a replay does not give the same events.
   */
  public ActionRecognitionBuilder maxLag(Duration time) {
    this.maxLag = time;
    return this;
  }

  /**
   * Sets when scores become events; default {@link EventPolicy#DEFAULTS}. What is open on a camera
   * that falls silent ends after the idle timeout.
   */
  public ActionRecognitionBuilder events(EventPolicy policy) {
    this.events = policy;
    return this;
  }

  /** Sets where models are found that messages ask for while the job runs; default nowhere. */
  public ActionRecognitionBuilder catalog(BundleCatalog chosen) {
    this.catalog = chosen;
    return this;
  }

  /**
   * Checks the settings against each other and against the model.
   *
   * @throws IllegalArgumentException naming the setting, the range and the value
   */
  public ActionRecognition build() {
    if (!(sceneScore >= 0 && sceneScore <= 1)) {
      throw new IllegalArgumentException("scene-score: expected 0..1, got " + sceneScore);
    }
    if (maxLag.isNegative()) {
      throw new IllegalArgumentException("max-lag: expected no negative time, got " + maxLag);
    }
    if (sceneScore > 0 && !scopes.contains(Scope.SCENE)) {
      throw new IllegalArgumentException(
          "scene-score: expected scope scene to take it from, got " + scopes);
    }
    if (sceneModel != null && !scopes.contains(Scope.SCENE)) {
      throw new IllegalArgumentException(
          "scene-model: expected scope scene to use it for, got " + scopes);
    }
    ScopeModels models =
        sceneModel == null ? ScopeModels.one(model) : ScopeModels.with(model, sceneModel);
    Map<Scope, ModelDescription> descriptions = models.describe();
    Map<ModelSlot, SlotTerms> terms = terms(models.slots().keySet(), descriptions);
    descriptions.keySet().retainAll(scopes);
    AssemblyPolicy assembly =
        new AssemblyPolicy(
            grid,
            maxOutOfOrderness.toMillis(),
            idleTimeout.toMillis(),
            minFrames,
            limits,
            forms(descriptions),
            sampling,
            layout(descriptions),
            gates,
            links,
            zones);
    requireKnownZones(descriptions.values());
    return new ActionRecognition(
        models,
        assembly,
        new InferencePolicy(batching, sceneScore, maxLag),
        new JobRules(rules(descriptions), zoneRules, zones),
        new BundleShelf(terms, catalog));
  }

  private Map<ModelSlot, SlotTerms> terms(
      Set<ModelSlot> slots, Map<Scope, ModelDescription> descriptions) {
    Map<ModelSlot, SlotTerms> terms = new EnumMap<>(ModelSlot.class);
    for (ModelSlot slot : slots) {
      ModelDescription configured = requireNonNull(descriptions.get(slot.scope()));
      terms.put(slot, new SlotTerms(configured, events.thresholdSettings()));
    }
    return terms;
  }

  private void requireKnownZones(Collection<ModelDescription> models) {
    for (String zone : zoneRules.zones()) {
      if (!zones.ids().contains(zone)) {
        throw new IllegalArgumentException(
            "zone rules: expected zones of a camera, got '%s'; there are %s"
                .formatted(zone, zones.ids()));
      }
    }
    for (String label : zoneRules.byLabel().keySet()) {
      if (models.stream().noneMatch(described -> described.labelNames().contains(label))) {
        throw new IllegalArgumentException(
            "zone rules: expected labels of the model, got '%s'".formatted(label));
      }
    }
  }

  private static Map<Scope, ClipForm> forms(Map<Scope, ModelDescription> descriptions) {
    Map<Scope, ClipForm> forms = new EnumMap<>(Scope.class);
    descriptions.forEach(
        (scope, described) -> {
          Preprocessing preprocessing = described.preprocessing();
          forms.put(scope, new ClipForm(preprocessing.clipLength(), preprocessing.clips()));
        });
    return forms;
  }

  private KeypointLayout layout(Map<Scope, ModelDescription> descriptions) {
    Set<KeypointLayout> layouts =
        descriptions.values().stream().map(ModelDescription::layout).collect(Collectors.toSet());
    if (layouts.size() > 1) {
      throw new IllegalArgumentException(
          "scene-model: expected the layout of the other model, got " + layouts);
    }
    return layouts.stream().findFirst().orElse(description.layout());
  }

  private EventRules rules(Map<Scope, ModelDescription> descriptions) {
    Map<ModelDescription, Set<Scope>> served = new LinkedHashMap<>();
    descriptions.forEach(
        (scope, described) ->
            served.computeIfAbsent(described, any -> EnumSet.noneOf(Scope.class)).add(scope));
    List<ModelDescription> serving = new ArrayList<>();
    served.forEach((described, its) -> serving.add(described.servingOnly(its)));
    return EventRules.of(serving, events);
  }
}
