package io.posestream.formats.dialect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where the track ids of frames come from. */
public enum TrackIds {
  /** From the messages. */
  GIVEN,
  /** From a tracker here, whatever the messages say. */
  TRACKED;

  /** Returns the name as it stands in options. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the value of that name. */
  public static Optional<TrackIds> named(String id) {
    return Arrays.stream(values()).filter(value -> value.id().equals(id)).findFirst();
  }

  /** Returns all names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(TrackIds::id).toList();
  }
}
