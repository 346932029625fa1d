package io.posestream.core.window;

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

  private static void require(boolean holds, String parameter, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(parameter, expected, found));
    }
  }
}
