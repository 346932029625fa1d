package io.posestream.flink;

import static java.util.Objects.requireNonNull;

import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.control.models.ReplacementCheck;
import io.posestream.core.control.models.SlotRequirements;
import io.posestream.core.control.rules.JobRules;
import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.core.model.Heads;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.ModelDescription.PictureNeed;
import io.posestream.core.model.Scope;
import io.posestream.core.picture.PictureIntake;
import io.posestream.core.picture.PicturePreprocessing;
import io.posestream.core.pose.KeypointLayout;
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
import io.posestream.flink.inference.InferencePolicy;
import io.posestream.flink.inference.ScopeModels;
import io.posestream.flink.types.LabelCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects the settings of {@link ActionRecognition}; each has the default of the job. */
public final class ActionRecognitionBuilder {
  private static final AssemblyPolicy DEFAULTS = AssemblyPolicy.DEFAULTS;

  private final ActionModelFactory model;
  private final ModelDescription description;
  // Checked together when all are set: one setting may depend on another.
  private WindowGrid grid = DEFAULTS.grid();
  private Duration maxOutOfOrderness = Duration.ofMillis(DEFAULTS.maxOutOfOrdernessMillis());
  private Duration idleTimeout = Duration.ofMillis(DEFAULTS.idleTimeoutMillis());
  private int minFrames = DEFAULTS.minFrames();
  private FrameLimits limits = DEFAULTS.limits();
  private @Nullable Set<Scope> scopes;
  private ClipSampling sampling = DEFAULTS.sampling();
  private ClipGates gates = DEFAULTS.gates();
  private LinkRules links = DEFAULTS.links();
  private ZoneMap zones = DEFAULTS.zones();
  private ZoneRules zoneRules = ZoneRules.NONE;
  private BatchPolicy batching = InferencePolicy.DEFAULTS.batching();
  private double sceneScore = InferencePolicy.DEFAULTS.sceneScore();
  private Duration maxLag = InferencePolicy.DEFAULTS.maxLag();
  private @Nullable ActionModelFactory sceneModel;
  private @Nullable ActionModelFactory secondLook;
  private int secondLooks = InferencePolicy.DEFAULTS.secondLooks();
  private EventPolicy events = EventPolicy.DEFAULTS;
  private BundleCatalog catalog = BundleCatalog.NONE;
  private PictureIntake pictures = PictureIntake.IGNORED;
  private String pictureFolder = InferencePolicy.DEFAULTS.pictureFolder();

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

  /** Changes them: {@code limits(limits -> limits.withMaxPersons(20))}. */
  public ActionRecognitionBuilder limits(UnaryOperator<FrameLimits> change) {
    return limits(change.apply(limits));
  }

  /**
   * Sets which clips are cut from a window; default those of persons and pairs, and of the scene
   * where it has a model of its own. A label that persons or pairs are asked for raises no events
   * of the scene.
   */
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

  /** Changes them: {@code gates(gates -> gates.withMinMotion(0))}. */
  public ActionRecognitionBuilder gates(UnaryOperator<ClipGates> change) {
    return gates(change.apply(gates));
  }

  /**
   * Sets when the tracker's ids are corrected; default for tracks lost for up to 1 s, and 200
   * tracks remembered for each camera.
   */
  public ActionRecognitionBuilder links(LinkRules chosen) {
    this.links = chosen;
    return this;
  }

  /** Changes them: {@code links(links -> links.withMaxGapMillis(500))}. */
  public ActionRecognitionBuilder links(UnaryOperator<LinkRules> change) {
    return links(change.apply(links));
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

  /**
   * Sets a model that looks again at persons and pairs in whom a model with heads saw something:
   * each gets a clip of their own, and its answer counts. It also answers windows with fewer of
   * them than {@link ClipGates#crowdFrom}. Default none, and then the model with heads answers all
   * windows; used only if the model has heads.
   *
   * @param chosen a model without heads, of the same labels and clips as the one with heads
   * @param perWindow most clips of a window that are looked at again
   * @throws RuntimeException if the model cannot be used, with the reason and the fix
   */
  public ActionRecognitionBuilder secondLooks(ActionModelFactory chosen, int perWindow) {
    this.secondLook = chosen;
    this.secondLooks = perWindow;
    return this;
  }

  /** Sets how clips wait for each other; default 16 clips, 20 ms. */
  public ActionRecognitionBuilder batching(BatchPolicy chosen) {
    this.batching = chosen;
    return this;
  }

  /** Changes them: {@code batching(batching -> batching.withSize(32))}. */
  public ActionRecognitionBuilder batching(UnaryOperator<BatchPolicy> change) {
    return batching(change.apply(batching));
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

  /** Changes them: {@code events(events -> events.withSmoothing(0))}. */
  public ActionRecognitionBuilder events(UnaryOperator<EventPolicy> change) {
    return events(change.apply(events));
  }

  /**
   * Sets what becomes of the pictures of frames; default that none is kept. Only models that look
   * at pictures are shown any.
   */
  public ActionRecognitionBuilder pictures(PictureIntake intake) {
    this.pictures = intake;
    return this;
  }

  /** Sets the folder below which the references of pictures lie; default none is followed. */
  public ActionRecognitionBuilder pictureFolder(String folder) {
    this.pictureFolder = folder;
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
    InferencePolicy inference =
        new InferencePolicy(batching, sceneScore, maxLag, pictureFolder, secondLooks);
    Set<Scope> served = servedScopes();
    requireScene(served);
    ScopeModels models = models();
    Map<Scope, ModelDescription> descriptions = models.describe();
    ReplacementCheck replacements =
        new ReplacementCheck(
            requirements(models.slots().keySet(), descriptions), catalog.descriptions());
    LabelCatalog labels = LabelCatalog.of(descriptions.values());
    descriptions.keySet().retainAll(served);
    AssemblyPolicy assembly = assembly(descriptions);
    requireKnownZones(descriptions.values());
    JobRules rules = new JobRules(rules(descriptions), zoneRules, zones);
    return new ActionRecognition(models, assembly, inference, rules, replacements, catalog, labels);
  }

  private ScopeModels models() {
    ScopeModels models =
        sceneModel == null ? ScopeModels.one(model) : ScopeModels.with(model, sceneModel);
    Optional<ActionModelFactory> looking = looking();
    looking.ifPresent(factory -> requireSame(factory.describe()));
    return looking.map(models::withSecondLooks).orElse(models);
  }

  private Optional<ActionModelFactory> looking() {
    boolean looks = secondLooks > 0 || gates.crowdFrom() > 1;
    return looks && description.heads() == Heads.EACH
        ? Optional.ofNullable(secondLook)
        : Optional.empty();
  }

  private void requireSame(ModelDescription looking) {
    requireSame("labels", description.labelNames(), looking.labelNames());
    requireSame("reject label", description.rejectLabel(), looking.rejectLabel());
    requireSame("layout", description.layout(), looking.layout());
    requireSame(
        "sampled frames",
        description.preprocessing().sampledFrames(),
        looking.preprocessing().sampledFrames());
    requireSame("need of pictures", PictureNeed.NONE, looking.pictures());
    requireSame("heads", Heads.ONE, looking.heads());
  }

  private static void requireSame(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(
          "second-look-model: expected %s %s, got %s".formatted(what, expected, found));
    }
  }

  // Then nobody but the model with heads could answer small windows.
  private boolean alone() {
    return description.heads() == Heads.EACH && looking().isEmpty();
  }

  private AssemblyPolicy assembly(Map<Scope, ModelDescription> descriptions) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrderness.toMillis(),
        idleTimeout.toMillis(),
        minFrames,
        limits,
        forms(descriptions),
        sampling,
        layout(descriptions),
        alone() ? gates.withCrowdFrom(1) : gates,
        links,
        zones);
  }

  // What persons and pairs do is answered for them alone; a model that knows only scenes answers
  // those.
  private Set<Scope> servedScopes() {
    if (scopes != null) {
      return scopes;
    }
    Set<Scope> served = EnumSet.noneOf(Scope.class);
    description.labels().forEach(label -> served.addAll(label.scopes()));
    if (served.size() > 1) {
      served.remove(Scope.SCENE);
    }
    if (sceneModel != null) {
      served.add(Scope.SCENE);
    }
    return served;
  }

  private void requireScene(Set<Scope> served) {
    if (sceneScore > 0 && !served.contains(Scope.SCENE)) {
      throw new IllegalArgumentException(
          "scene-score: expected scope scene to take it from, got " + served);
    }
    if (sceneModel != null && !served.contains(Scope.SCENE)) {
      throw new IllegalArgumentException(
          "scene-model: expected scope scene to use it for, got " + served);
    }
  }

  private Map<ModelSlot, SlotRequirements> requirements(
      Set<ModelSlot> slots, Map<Scope, ModelDescription> descriptions) {
    Map<ModelSlot, SlotRequirements> requirements = new EnumMap<>(ModelSlot.class);
    for (ModelSlot slot : slots) {
      ModelDescription configured = requireNonNull(descriptions.get(slot.scope()));
      requirements.put(slot, new SlotRequirements(configured, events.thresholdSettings()));
    }
    return requirements;
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

  private Map<Scope, ClipForm> forms(Map<Scope, ModelDescription> descriptions) {
    Map<Scope, ClipForm> forms = new EnumMap<>(Scope.class);
    descriptions.forEach((scope, described) -> forms.put(scope, form(described)));
    return forms;
  }

  private ClipForm form(ModelDescription described) {
    Preprocessing preprocessing = described.preprocessing();
    if (pictures == PictureIntake.USED) {
      int taken = preprocessing.pictures().map(PicturePreprocessing::clipLength).orElse(0);
      return new ClipForm(preprocessing.clipLength(), preprocessing.clips(), taken);
    }
    if (described.pictures() == PictureNeed.REQUIRED) {
      throw new IllegalArgumentException(
          "pictures: expected used for model %s, which cannot do without pictures, got ignored"
              .formatted(described.name()));
    }
    return new ClipForm(preprocessing.clipLength(), preprocessing.clips(), 0, described.heads());
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
    return EventRules.of(oneScopeEach(serving), events);
  }

  // One action, one event: what persons and pairs are asked for raises no events of the scene.
  private static List<ModelDescription> oneScopeEach(List<ModelDescription> serving) {
    Set<String> ofTracks =
        serving.stream()
            .flatMap(described -> described.labelsOfTracks().stream())
            .collect(Collectors.toSet());
    return serving.stream().map(described -> described.leavingToTracks(ofTracks)).toList();
  }
}
