package io.posestream.formats.dialect;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of a camera's picture in pixels.
 *
 * @param width positive
 * @param height positive
 */
public record ImageSize(int width, int height) {
  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");

  /** Returns the size a text such as {@code 1280x720} tells. */
  public static Optional<ImageSize> parse(String text) {
    Matcher size = FORM.matcher(text);
    return size.matches()
        ? Optional.of(
            new ImageSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))))
        : Optional.empty();
  }
}
