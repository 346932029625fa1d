package io.posestream.core.window;

import java.util.Locale;

/** Which frames of a window enter a clip. */
public enum ClipSampling {
  /** The window's time is divided evenly: right for live streams, whose frame rate varies. */
  TIME_UNIFORM,
  /** The frame count is divided as mmaction2's UniformSampleFrames does in test mode. */
  MMACTION2,
  /** The frame count is divided as pyskl's UniformSampleFrames does in test mode. */
  PYSKL;

  /** Returns the name as it stands in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
