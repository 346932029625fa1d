package io.posestream.formats.dialect;

/** Where the track ids of frames come from. */
public enum TrackIds {
  /** From the messages. */
  GIVEN,
  /** From a tracker here, whatever the messages say. */
  TRACKED
}
