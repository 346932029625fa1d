package io.posestream.evaluation.measure;

import io.posestream.evaluation.measure.DetectedInterval.Ending;
import java.util.OptionalLong;

/**
 * A truth and the event that matches it.
 *
 * @param truth the truth
 * @param event the event
 */
public record MatchedPair(TruthInterval truth, DetectedInterval event) {
  /** Returns how late the event starts; negative if it is early. */
  public long startErrorMillis() {
    return event.time().startMillis() - truth.time().startMillis();
  }

  /** Returns how late the event ends; negative if it is early, absent if it is open. */
  public OptionalLong endErrorMillis() {
    return event.ending() == Ending.OPEN
        ? OptionalLong.empty()
        : OptionalLong.of(event.time().endMillis() - truth.time().endMillis());
  }
}
