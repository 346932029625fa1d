package io.posestream.flink.types;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import java.util.Optional;

/**
 * What reading one record gave: a frame or the reason why there is none.
 *
 * @param frame the frame, if the record is usable
 * @param rejected the reason, if it is not; exactly one of both is present
 */
public record DecodedRecord(Optional<PoseFrame> frame, Optional<RejectedRecord> rejected) {
  /** Returns a usable record. */
  public static DecodedRecord of(PoseFrame frame) {
    return new DecodedRecord(Optional.of(frame), Optional.empty());
  }

  /** Returns an unusable record. */
  public static DecodedRecord of(RejectedRecord rejected) {
    return new DecodedRecord(Optional.empty(), Optional.of(rejected));
  }
}
