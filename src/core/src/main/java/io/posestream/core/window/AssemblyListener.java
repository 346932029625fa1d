package io.posestream.core.window;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;

/** What comes out of the assembler; nothing leaves it in any other way. */
public interface AssemblyListener {
  /** Why a window or a track gets no clip, or a frame no place. */
  enum Dropped {
    /** The window has fewer frames than {@code min-frames}. */
    WINDOW_TOO_FEW_FRAMES,
    /** Nobody was seen in the window. */
    WINDOW_WITHOUT_PERSON,
    /** The track is in fewer frames than {@code min-frames} or than its gate asks. */
    TRACK_TOO_FEW_FRAMES,
    /** The track's joints score below their gate: a ghost. */
    TRACK_LOW_SCORE,
    /** The track stands still. */
    TRACK_STILL,
    /** Two tracks that are close stand still, both. */
    PAIR_STILL,
    /** More persons to score than the window's budget has clips. */
    PERSON_OVER_BUDGET,
    /** More pairs to score than the window's budget has clips. */
    PAIR_OVER_BUDGET,
    /** More tracks than {@code max-tracks}. */
    TRACK_OVER_BOUND,
    /** A track was forgotten, for more were seen lately than a camera may be remembered by. */
    TRACK_FORGOTTEN,
    /** More frames than {@code max-frames}. */
    FRAME_OVER_BOUND,
    /** A picture of more bytes than {@code max-picture-bytes}; the frame counts without it. */
    PICTURE_OVER_BOUND
  }

  /** A clip is ready for the model. */
  void clip(Clip clip);

  /** A crowd's clip is ready for the model. */
  void crowd(CrowdClip crowd);

  /** A window gives no clip, or the camera is silent; in order among the clips. */
  void absent(Absence absence);

  /** A frame breaks the order of its camera's stream or a bound. */
  void rejected(PoseFrame frame, RejectReason reason, String message);

  /** A frame is used, though it lost persons, joints or values: see {@link PoseFrame#faults}. */
  void spoilt(PoseFrame frame);

  /** A frame came after its last window was closed. */
  void late(PoseFrame frame);

  /** Something was dropped and must be counted. */
  void dropped(Dropped what);
}
