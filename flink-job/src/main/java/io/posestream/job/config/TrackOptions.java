package io.posestream.job.config;

import io.posestream.core.track.LinkRules;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options under {@code tracks.}: when track ids are corrected. */
public final class TrackOptions {
  public static final ConfigOption<Duration> MAX_GAP =
      ConfigOptions.key("tracks.max-gap")
          .durationType()
          .defaultValue(Duration.ofMillis(LinkRules.DEFAULTS.maxGapMillis()))
          .withDescription(
              "Longest gap after which a new id may continue a lost track; jumps and swapped ids"
                  + " are then corrected, too; 0 keeps the tracker's ids.");

  public static final ConfigOption<Integer> MAX_REMEMBERED =
      ConfigOptions.key("tracks.max-remembered")
          .intType()
          .defaultValue(LinkRules.DEFAULTS.maxTracks())
          .withDescription(
              "Maximum number of tracks remembered per camera; the most recent are kept, the"
                  + " others are dropped and counted.");

  private TrackOptions() {}
}
