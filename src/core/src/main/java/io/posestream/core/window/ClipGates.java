package io.posestream.core.window;

import java.io.Serializable;

/**
 * What a track must show to get a clip of its own, alone or with another; the scene's clip has no
 * gate.
 *
 * @param minKeypointScore mean score of a track's joints below which it counts as a ghost, in 0..1
 * @param minSeen share of the window's frames that must show a track, in 0..1
 * @param minMotion how far the joint that moves most must stray from its mean place, on average, in
 *     body heights; 0 lets those who stand still pass
 * @param pairDistance median distance of two tracks, in body heights, below which they are a pair
 * @param maxClips most clips of persons and pairs from one window of a camera
 * @param crowdFrom how many persons and pairs a window must have for a model with heads to answer
 *     them in one run; fewer get clips of their own, which cost less
 */
public record ClipGates(
    double minKeypointScore,
    double minSeen,
    double minMotion,
    double pairDistance,
    int maxClips,
    int crowdFrom)
    implements Serializable {
  /** The defaults of the job. */
  public static final ClipGates DEFAULTS = new ClipGates(0.2, 0.25, 0.03, 1, 32, 5);

  /** Lets everybody pass, and pairs two who are within one body height. */
  public static final ClipGates OPEN = new ClipGates(0, 0, 0, 1, Integer.MAX_VALUE, 1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the gate, the range and the value
   */
  public ClipGates {
    require(share(minKeypointScore), "min-keypoint-score", "0..1", minKeypointScore);
    require(share(minSeen), "min-seen", "0..1", minSeen);
    require(minMotion >= 0, "min-motion", "no negative number", minMotion);
    require(pairDistance > 0, "pair-distance", "a positive number", pairDistance);
    require(maxClips > 0, "max-clips", "a positive number", maxClips);
    require(crowdFrom > 0, "crowd-from", "a positive number", crowdFrom);
  }

  private static boolean share(double value) {
    return value >= 0 && value <= 1;
  }

  private static void require(boolean holds, String gate, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, got %s".formatted(gate, expected, found));
    }
  }

  /** Returns these gates with another least mean score of the joints. */
  public ClipGates withMinKeypointScore(double changed) {
    return new ClipGates(changed, minSeen, minMotion, pairDistance, maxClips, crowdFrom);
  }

  /** Returns these gates with another least share of the frames. */
  public ClipGates withMinSeen(double changed) {
    return new ClipGates(minKeypointScore, changed, minMotion, pairDistance, maxClips, crowdFrom);
  }

  /** Returns these gates with another least motion. */
  public ClipGates withMinMotion(double changed) {
    return new ClipGates(minKeypointScore, minSeen, changed, pairDistance, maxClips, crowdFrom);
  }

  /** Returns these gates with another distance of pairs. */
  public ClipGates withPairDistance(double changed) {
    return new ClipGates(minKeypointScore, minSeen, minMotion, changed, maxClips, crowdFrom);
  }

  /** Returns these gates with another number of clips. */
  public ClipGates withMaxClips(int changed) {
    return new ClipGates(minKeypointScore, minSeen, minMotion, pairDistance, changed, crowdFrom);
  }

  /** Returns these gates with another least number of persons and pairs in a crowd. */
  public ClipGates withCrowdFrom(int changed) {
    return new ClipGates(minKeypointScore, minSeen, minMotion, pairDistance, maxClips, changed);
  }
}
