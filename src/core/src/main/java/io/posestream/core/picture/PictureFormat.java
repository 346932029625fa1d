package io.posestream.core.picture;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the bytes of a picture are to be read. */
public enum PictureFormat {
  /** JPEG; what the network sees is not to the bit what the camera saw. */
  JPEG,
  /** PNG. */
  PNG,
  /** Height x width x 3 bytes: red, green, blue. */
  RGB;

  /** Returns the name as it stands in records, in lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the format of that id, whatever its case; {@code jpg} means {@code jpeg}. */
  public static Optional<PictureFormat> named(String id) {
    String wanted = id.toLowerCase(Locale.ROOT);
    return wanted.equals("jpg")
        ? Optional.of(JPEG)
        : Arrays.stream(values()).filter(format -> format.id().equals(wanted)).findFirst();
  }
}
