package io.posestream.core.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why an action is over. */
public enum EndReason {
  /** Its score fell below the exit threshold. */
  BELOW_THRESHOLD,
  /** Its subject is no longer in view, while the camera goes on. */
  TRACK_LOST,
  /** The camera went silent, or its input ended. */
  SOURCE_IDLE,
  /** It lasted longer than an action may. */
  MAX_DURATION,
  /** The rules changed under it. */
  CONFIG_CHANGE,
  /** A better or more severe action of its group took its place. */
  SUPERSEDED;

  /** Returns the name as it stands in events, in kebab case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the reason of that code. */
  public static Optional<EndReason> named(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
  }
}
