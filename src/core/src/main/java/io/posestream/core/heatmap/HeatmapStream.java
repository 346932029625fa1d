package io.posestream.core.heatmap;

import java.util.Locale;
import java.util.Optional;

/** What a channel of the volume shows. */
public enum HeatmapStream {
  /** One channel per joint. */
  JOINT,
  /** One channel per limb of the skeleton. */
  LIMB;

  /** Returns the name as it stands in manifests, in lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the stream of that id. */
  public static Optional<HeatmapStream> named(String id) {
    for (HeatmapStream stream : values()) {
      if (stream.id().equals(id)) {
        return Optional.of(stream);
      }
    }
    return Optional.empty();
  }
}
