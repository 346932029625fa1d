package io.posestream.formats.dialect;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What coordinates are counted in. */
public enum Unit {
  /** Pixels of the picture. */
  PIXELS,
  /** Fractions of the picture's width and height. */
  NORMALISED;

  /** Returns the name as it stands in options. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the unit of that name. */
  public static Optional<Unit> named(String id) {
    return Arrays.stream(values()).filter(unit -> unit.id().equals(id)).findFirst();
  }

  /** Returns all names. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Unit::id).toList();
  }
}
