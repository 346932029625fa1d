package io.posestream.flink.types;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectedRecord;
import java.util.Optional;

/**
 * What reading one record gave: a frame or the reason why there is none.
 *
 * @param frame the frame, if the record is usable
 * @param rejected the reason, if it is not; exactly one of both is present
 * @param keying whether the record had a key
 */
public record DecodedRecord(
    Optional<PoseFrame> frame, Optional<RejectedRecord> rejected, Keying keying) {
  /** Whether a record had a key, which keeps a camera's frames in one partition. */
  public enum Keying {
    /** It had one. */
    KEYED,
    /** It had none: the camera's frames may lie in any partition. */
    KEYLESS
  }

  /** Returns a usable record. */
  public static DecodedRecord of(PoseFrame frame) {
    return new DecodedRecord(Optional.of(frame), Optional.empty(), Keying.KEYED);
  }

  /** Returns an unusable record. */
  public static DecodedRecord of(RejectedRecord rejected) {
    return new DecodedRecord(Optional.empty(), Optional.of(rejected), Keying.KEYED);
  }

  /** Returns this record as one without a key. */
  public DecodedRecord keyless() {
    return new DecodedRecord(frame, rejected, Keying.KEYLESS);
  }
}
