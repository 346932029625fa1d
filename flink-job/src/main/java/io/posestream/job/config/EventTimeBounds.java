package io.posestream.job.config;

import io.posestream.core.window.FrameLimits;
import java.io.Serializable;

/**
 * Where a frame's event time may lie, as seen from its record's timestamp.
 *
 * @param aheadMillis how far after it
 * @param behindMillis how far before it, 0 for any distance
 * @param units whether times are refused that seem to be given in another unit
 */
public record EventTimeBounds(long aheadMillis, long behindMillis, Units units)
    implements Serializable {
  /** The defaults of the job: a minute ahead, any time behind. */
  public static final EventTimeBounds DEFAULTS =
      new EventTimeBounds(FrameLimits.DEFAULTS.maxSkewMillis(), 0, Units.CHECKED);

  /** What is done with times that seem to be given in another unit. */
  public enum Units {
    /** They are refused. */
    CHECKED,
    /** They are taken as they are. */
    UNCHECKED
  }
}
