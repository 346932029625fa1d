package io.posestream.core.control.rules;

import java.util.Optional;

/**
 * Rules, with the time from which they hold.
 *
 * @param effectiveFromMillis event time, inclusive
 * @param version of the message that brought them
 * @param rules empty if the message removed earlier ones
 */
public record DatedRules(long effectiveFromMillis, long version, Optional<CameraRules> rules) {
  boolean isAfter(DatedRules other) {
    return effectiveFromMillis > other.effectiveFromMillis
        || (effectiveFromMillis == other.effectiveFromMillis && version > other.version);
  }
}
