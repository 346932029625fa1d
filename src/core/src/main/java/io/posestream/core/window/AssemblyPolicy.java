package io.posestream.core.window;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.KeypointLayout;
import java.io.Serializable;
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
 * @param scopes which clips are cut from a window
 * @param sampling which frames of the window enter a clip
 * @param clipLength frames per clip, T
 * @param clips clips sampled from each window, C; more than one only if the model averages views
 * @param layout the joint set the model takes
 */
public record AssemblyPolicy(
    WindowGrid grid,
    long maxOutOfOrdernessMillis,
    long idleTimeoutMillis,
    int minFrames,
    FrameLimits limits,
    Set<Scope> scopes,
    ClipSampling sampling,
    int clipLength,
    int clips,
    KeypointLayout layout)
    implements Serializable {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the parameter, the range and the value
   */
  public AssemblyPolicy {
    scopes = Set.copyOf(scopes);
    require(maxOutOfOrdernessMillis >= 0, "max-out-of-orderness", ">= 0", maxOutOfOrdernessMillis);
    require(
        idleTimeoutMillis >= grid.lengthMillis(),
        "idle-timeout",
        "at least the window length of " + grid.lengthMillis() + " ms",
        idleTimeoutMillis);
    require(minFrames > 0, "min-frames", "a positive number", minFrames);
    require(clipLength > 0, "clip length", "a positive number", clipLength);
    require(clips > 0, "number of clips", "a positive number", clips);
    require(!scopes.isEmpty(), "scopes", "at least one scope", scopes);
    require(
        !scopes.contains(Scope.PAIR), "scopes", "scene, person (pair is not built yet)", scopes);
  }

  private static void require(boolean holds, String parameter, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(parameter, expected, found));
    }
  }
}
