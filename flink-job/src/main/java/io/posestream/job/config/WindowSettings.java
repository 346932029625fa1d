package io.posestream.job.config;

import static io.posestream.job.config.OptionReader.checked;

import io.posestream.core.model.Scope;
import io.posestream.core.track.LinkRules;
import io.posestream.core.window.ClipGates;
import io.posestream.core.window.ClipSampling;
import io.posestream.core.window.WindowGrid;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where windows lie, and which clips are cut from them.
 *
 * @param grid where windows lie
 * @param minFrames frames below which a window is not scored
 * @param scopes which clips are cut
 * @param sampling which frames enter a clip
 * @param gates which tracks get clips of their own
 * @param links when the tracker's ids are corrected
 */
public record WindowSettings(
    WindowGrid grid,
    int minFrames,
    Set<Scope> scopes,
    ClipSampling sampling,
    ClipGates gates,
    LinkRules links) {
  static WindowSettings of(OptionReader options) {
    return new WindowSettings(
        checked("window", () -> grid(options)),
        options.positive(WindowOptions.MIN_FRAMES),
        new LinkedHashSet<>(options.read(WindowOptions.SCOPES)),
        options.read(WindowOptions.SAMPLING),
        checked("gates", () -> gates(options)),
        checked("tracks", () -> links(options)));
  }

  private static WindowGrid grid(OptionReader options) {
    return new WindowGrid(
        options.read(WindowOptions.LENGTH).toMillis(),
        options.read(WindowOptions.STRIDE).toMillis(),
        options.read(WindowOptions.PHASE));
  }

  private static ClipGates gates(OptionReader options) {
    return ClipGates.DEFAULTS
        .withMinKeypointScore(options.read(GateOptions.MIN_KEYPOINT_SCORE))
        .withMinSeen(options.read(GateOptions.MIN_SEEN))
        .withMinMotion(options.read(GateOptions.MIN_MOTION))
        .withPairDistance(options.read(GateOptions.PAIR_DISTANCE))
        .withMaxClips(options.read(GateOptions.MAX_CLIPS))
        .withCrowdFrom(options.read(GateOptions.CROWD_FROM));
  }

  private static LinkRules links(OptionReader options) {
    return LinkRules.DEFAULTS
        .withMaxGapMillis(options.read(TrackOptions.MAX_GAP).toMillis())
        .withMaxTracks(options.positive(TrackOptions.MAX_REMEMBERED));
  }
}
