package io.posestream.core.control.rules;

import io.posestream.core.control.message.ControlChange;
import java.util.List;

/**
 * Rules that were accepted.
 *
 * @param version ascending from 1 with each accepted message
 * @param effectiveFromMillis event time from which they hold
 * @param edits by camera, each named once
 */
public record RuleChange(long version, long effectiveFromMillis, List<RuleEdit> edits)
    implements ControlChange {
  /** Copies the list in. */
  public RuleChange {
    edits = List.copyOf(edits);
  }
}
