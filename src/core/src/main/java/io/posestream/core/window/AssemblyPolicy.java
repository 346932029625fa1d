package io.posestream.core.window;

import io.posestream.core.model.Heads;
import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.track.LinkRules;
import io.posestream.core.zone.ZoneMap;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;

/**
 * How frames become clips.
 *
 * @param grid where windows lie
 * @param maxOutOfOrdernessMillis how long a window waits for frames that come late
 * @param idleTimeoutMillis silence, in event time, after which a camera's open windows are scored
 *     and its state is dropped; at least the window length
 * @param minFrames frames below which a window is not scored
 * @param limits the bounds of the state
 * @param forms which clips are cut from a window, and how long the model of each scope takes them
 * @param sampling which frames of the window enter a clip
 * @param layout the joint set every model takes
 * @param gates which tracks get clips of their own
 * @param links when the tracker's ids are corrected
 * @param zones of each camera
 */
public record AssemblyPolicy(
    WindowGrid grid,
    long maxOutOfOrdernessMillis,
    long idleTimeoutMillis,
    int minFrames,
    FrameLimits limits,
    Map<Scope, ClipForm> forms,
    ClipSampling sampling,
    KeypointLayout layout,
    ClipGates gates,
    LinkRules links,
    ZoneMap zones)
    implements Serializable {
  /** The defaults of the job, for models that take clips of 48 frames in COCO-17. */
  public static final AssemblyPolicy DEFAULTS =
      new AssemblyPolicy(
          WindowGrid.DEFAULTS,
          500,
          10_000,
          5,
          FrameLimits.DEFAULTS,
          Map.of(
              Scope.SCENE, new ClipForm(48, 1),
              Scope.PERSON, new ClipForm(48, 1),
              Scope.PAIR, new ClipForm(48, 1)),
          ClipSampling.TIME_UNIFORM,
          KeypointLayout.COCO17,
          ClipGates.DEFAULTS,
          LinkRules.DEFAULTS,
          ZoneMap.NONE);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the parameter, the range and the value
   */
  public AssemblyPolicy {
    forms = Map.copyOf(forms);
    require(maxOutOfOrdernessMillis >= 0, "max-out-of-orderness", ">= 0", maxOutOfOrdernessMillis);
    require(
        idleTimeoutMillis >= grid.lengthMillis(),
        "idle-timeout",
        "at least the window length of " + grid.lengthMillis() + " ms",
        idleTimeoutMillis);
    require(minFrames > 0, "min-frames", "a positive number", minFrames);
    require(!forms.isEmpty(), "scopes", "at least one scope", forms.keySet());
  }

  /**
   * Returns the defaults of the job for models.
   *
   * @param forms which clips are cut, as the models take them
   * @param layout the joint set every model takes
   */
  public static AssemblyPolicy of(Map<Scope, ClipForm> forms, KeypointLayout layout) {
    return DEFAULTS.withForms(forms).withLayout(layout);
  }

  /** Returns which clips are cut. */
  public Set<Scope> scopes() {
    return forms.keySet();
  }

  /** Returns how the model of a scope takes its clips. */
  ClipForm formOf(Scope scope) {
    ClipForm form = forms.get(scope);
    if (form == null) {
      throw new IllegalStateException("no clips are cut in scope " + scope.id());
    }
    return form;
  }

  /** Returns whether one run answers a scope together with others. */
  boolean isAnsweredInCrowd(Scope scope) {
    ClipForm form = forms.get(scope);
    return form != null && form.heads() == Heads.EACH;
  }

  private static void require(boolean holds, String parameter, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(parameter, expected, found));
    }
  }

  /** Returns this policy with another grid. */
  public AssemblyPolicy withGrid(WindowGrid changed) {
    return new AssemblyPolicy(
        changed,
        maxOutOfOrdernessMillis,
        idleTimeoutMillis,
        minFrames,
        limits,
        forms,
        sampling,
        layout,
        gates,
        links,
        zones);
  }

  /** Returns this policy with another allowance for frames that come late. */
  public AssemblyPolicy withMaxOutOfOrdernessMillis(long changed) {
    return new AssemblyPolicy(
        grid,
        changed,
        idleTimeoutMillis,
        minFrames,
        limits,
        forms,
        sampling,
        layout,
        gates,
        links,
        zones);
  }

  /** Returns this policy with another idle timeout. */
  public AssemblyPolicy withIdleTimeoutMillis(long changed) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrdernessMillis,
        changed,
        minFrames,
        limits,
        forms,
        sampling,
        layout,
        gates,
        links,
        zones);
  }

  /** Returns this policy with another least number of frames. */
  public AssemblyPolicy withMinFrames(int changed) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrdernessMillis,
        idleTimeoutMillis,
        changed,
        limits,
        forms,
        sampling,
        layout,
        gates,
        links,
        zones);
  }

  /** Returns this policy with other bounds. */
  public AssemblyPolicy withLimits(FrameLimits changed) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrdernessMillis,
        idleTimeoutMillis,
        minFrames,
        changed,
        forms,
        sampling,
        layout,
        gates,
        links,
        zones);
  }

  /** Returns this policy with other clips. */
  public AssemblyPolicy withForms(Map<Scope, ClipForm> changed) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrdernessMillis,
        idleTimeoutMillis,
        minFrames,
        limits,
        changed,
        sampling,
        layout,
        gates,
        links,
        zones);
  }

  /** Returns this policy with another sampling. */
  public AssemblyPolicy withSampling(ClipSampling changed) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrdernessMillis,
        idleTimeoutMillis,
        minFrames,
        limits,
        forms,
        changed,
        layout,
        gates,
        links,
        zones);
  }

  /** Returns this policy with another joint set. */
  public AssemblyPolicy withLayout(KeypointLayout changed) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrdernessMillis,
        idleTimeoutMillis,
        minFrames,
        limits,
        forms,
        sampling,
        changed,
        gates,
        links,
        zones);
  }

  /** Returns this policy with other gates. */
  public AssemblyPolicy withGates(ClipGates changed) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrdernessMillis,
        idleTimeoutMillis,
        minFrames,
        limits,
        forms,
        sampling,
        layout,
        changed,
        links,
        zones);
  }

  /** Returns this policy with other rules for tracks. */
  public AssemblyPolicy withLinks(LinkRules changed) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrdernessMillis,
        idleTimeoutMillis,
        minFrames,
        limits,
        forms,
        sampling,
        layout,
        gates,
        changed,
        zones);
  }

  /** Returns this policy with other zones. */
  public AssemblyPolicy withZones(ZoneMap changed) {
    return new AssemblyPolicy(
        grid,
        maxOutOfOrdernessMillis,
        idleTimeoutMillis,
        minFrames,
        limits,
        forms,
        sampling,
        layout,
        gates,
        links,
        changed);
  }
}
