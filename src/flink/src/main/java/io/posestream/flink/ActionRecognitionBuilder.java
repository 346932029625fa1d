package io.posestream.flink;

import io.posestream.core.event.EventPolicy;
import io.posestream.core.event.EventRules;
import io.posestream.core.heatmap.Preprocessing;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.window.AssemblyPolicy;
import io.posestream.core.window.ClipSampling;
import io.posestream.core.window.FrameLimits;
import io.posestream.core.window.WindowGrid;
import io.posestream.flink.inference.ActionModelFactory;
import io.posestream.flink.inference.BatchPolicy;
import java.time.Duration;
import java.util.Set;

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
  private BatchPolicy batching = new BatchPolicy(16, Duration.ofMillis(20));
  private EventPolicy events = EventPolicy.DEFAULTS;

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

  /** Sets how clips wait for each other; default 16 clips, 20 ms. */
  public ActionRecognitionBuilder batching(BatchPolicy chosen) {
    this.batching = chosen;
    return this;
  }

  /**
   * Sets when scores become events; default {@link EventPolicy#DEFAULTS}. If a whole camera gives
   * no scores, the idle timeout is added to the time after which a subject is lost: the camera may
   * only lag behind the others.
   */
  public ActionRecognitionBuilder events(EventPolicy policy) {
    this.events = policy;
    return this;
  }

  /**
   * Checks the settings against each other and against the model.
   *
   * @throws IllegalArgumentException naming the setting, the range and the value
   */
  public ActionRecognition build() {
    Preprocessing preprocessing = description.preprocessing();
    AssemblyPolicy assembly =
        new AssemblyPolicy(
            grid,
            maxOutOfOrderness.toMillis(),
            idleTimeout.toMillis(),
            minFrames,
            limits,
            scopes,
            sampling,
            preprocessing.clipLength(),
            preprocessing.clips(),
            description.layout());
    return new ActionRecognition(model, assembly, batching, EventRules.of(description, events));
  }
}
