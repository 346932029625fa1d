package io.posestream.job.kafka;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.core.pose.TimeUnits;
import io.posestream.job.config.EventTimeBounds;
import io.posestream.job.config.EventTimeBounds.Units;
import java.util.Optional;

/**
 * Holds a frame's event time against its record's timestamp, which, unlike a clock on the wall, is
 * the same when the topic is read again.
 */
final class EventTimeGuard {
  private final EventTimeBounds bounds;

  EventTimeGuard(EventTimeBounds bounds) {
    this.bounds = bounds;
  }

  /**
   * Returns why a frame is refused, if it is.
   *
   * @param frame the frame
   * @param writtenMillis the record's timestamp; negative if it has none, then nothing is refused
   */
  Optional<RejectedRecord> refused(PoseFrame frame, long writtenMillis) {
    if (writtenMillis < 0) {
      return Optional.empty();
    }
    if (bounds.units() == Units.CHECKED) {
      Optional<String> mistaken =
          TimeUnits.mistaken(frame.timeMicros() / 1e3, writtenMillis, bounds.aheadMillis());
      if (mistaken.isPresent()) {
        return Optional.of(anotherUnit(frame, writtenMillis, mistaken.get()));
      }
    }
    long ahead = frame.timeMillis() - writtenMillis;
    if (ahead > bounds.aheadMillis()) {
      return Optional.of(skewed(frame, bounds.aheadMillis(), ahead, "past"));
    }
    return bounds.behindMillis() > 0 && -ahead > bounds.behindMillis()
        ? Optional.of(skewed(frame, bounds.behindMillis(), -ahead, "before"))
        : Optional.empty();
  }

  private static RejectedRecord anotherUnit(PoseFrame frame, long writtenMillis, String mistaken) {
    return RejectedRecord.frame(
        frame,
        RejectReason.EVENT_TIME,
        ("expected an event time near the record's timestamp of %d ms, got %s ms, %s"
                + " (frames.time-units; camera=%s, frame=%d)")
            .formatted(
                writtenMillis, frame.timeMicros() / 1e3, mistaken, frame.camera(), frame.number()));
  }

  private static RejectedRecord skewed(PoseFrame frame, long most, long found, String side) {
    return RejectedRecord.frame(
        frame,
        RejectReason.EVENT_TIME_SKEW,
        ("expected an event time at most %d ms %s the record's timestamp, got %d ms %s"
                + " (camera=%s, frame=%d)")
            .formatted(most, side, found, side, frame.camera(), frame.number()));
  }
}
