package io.posestream.core.pose;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a record, or a person or joint in it, cannot be used. */
public enum RejectReason {
  /** The bytes are not a pose frame in any accepted encoding. */
  UNDECODABLE,
  /** The camera id is empty. */
  EMPTY_CAMERA_ID,
  /** The frame's width or height is not in 1..65535. */
  FRAME_SIZE,
  /** The event time is negative, beyond the year 9999 or in another unit. */
  EVENT_TIME,
  /** The keypoint layout is not one PoseStream knows. */
  UNKNOWN_LAYOUT,
  /** The number of keypoint values is not three per joint of the layout. */
  WRONG_JOINT_COUNT,
  /** A coordinate or score is NaN or infinite. */
  NON_FINITE_KEYPOINT,
  /** Every coordinate lies within 0..1 or near it: normalised where pixels are due. */
  NORMALISED_COORDINATES,
  /** A person's track id is empty. */
  EMPTY_TRACK_ID,
  /** Two persons of one frame carry the same track id. */
  DUPLICATE_TRACK_ID,
  /** The frame holds more persons than the configured bound. */
  TOO_MANY_PERSONS,
  /** A frame of this number was already taken. */
  DUPLICATE_FRAME,
  /** The frame number falls while event time advances. */
  BACKWARD_FRAME,
  /** The event time is further ahead than the allowed skew. */
  EVENT_TIME_SKEW,
  /** A score is far outside 0..1: percent, logits or no score at all. */
  SCORE_OUT_OF_RANGE,
  /** A score is a little outside 0..1 and was clamped. */
  SCORE_CLAMPED,
  /** A box has sides that are negative or no numbers. */
  UNUSABLE_BOX,
  /** A frame came after its last window was closed. */
  LATE_FRAME,
  /** The camera's clock was set back; its frames are used at the new time. */
  CLOCK_SET_BACK,
  /** The camera id is longer than {@link Bounds#LONGEST_ID}. */
  LONG_CAMERA_ID,
  /** A person's track id is longer than {@link Bounds#LONGEST_ID}. */
  LONG_TRACK_ID;

  /** Returns the name as it stands in dead letters and metrics, in kebab case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the reason of that code. */
  public static Optional<RejectReason> named(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
  }
}
