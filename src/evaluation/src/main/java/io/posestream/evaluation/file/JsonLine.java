package io.posestream.evaluation.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.window.Window;
import io.posestream.formats.json.Json;
import io.posestream.formats.recording.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A line of a file that must be a JSON object; errors name the file and the line.
 *
 * @param place file and line number
 * @param tree the object
 */
record JsonLine(String place, JsonNode tree) {
  private static final int SHOWN = 80;

  // 9999-12-31T23:59:59.999Z; microseconds given as milliseconds lie beyond it.
  private static final long LAST_MILLIS = 253_402_300_799_999L;

  /**
   * Reads the non-blank lines of a file.
   *
   * @param file a text file, which may be gzip-compressed
   * @param each takes each line
   * @throws EvaluationException if a line is not a JSON object; the message names the line
   * @throws IOException if the file cannot be read
   */
  static void readAll(Path file, Consumer<JsonLine> each) throws IOException {
    try (BufferedReader lines = Recording.lines(file)) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String place = "%s line %d".formatted(file, ++number);
        if (!line.isBlank()) {
          each.accept(read(line, place));
        }
      }
    } catch (IOException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static JsonLine read(String line, String place) {
    try {
      JsonNode tree = Json.MAPPER.readTree(line);
      if (!tree.isObject()) {
        throw new EvaluationException(
            "%s: expected a JSON object, got %s".formatted(place, shown(tree)));
      }
      return new JsonLine(place, tree);
    } catch (JsonProcessingException e) {
      throw new EvaluationException(
          "%s: expected a JSON object, got: %s".formatted(place, e.getOriginalMessage()), e);
    }
  }

  /** Returns a non-empty text. */
  String text(String name) {
    JsonNode value = tree.path(name);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw wrong(name, "a text", shown(value));
    }
    return value.textValue();
  }

  /** Returns the texts of an array; empty if it is absent. */
  Set<String> texts(String name) {
    JsonNode array = tree.path(name);
    if (array.isMissingNode() || array.isNull()) {
      return Set.of();
    }
    Set<String> texts = new LinkedHashSet<>();
    for (JsonNode value : array) {
      texts.add(value.isTextual() ? value.textValue() : "");
    }
    if (!array.isArray() || texts.contains("")) {
      throw wrong(name, "an array of texts", shown(array));
    }
    return texts;
  }

  long millis(String name) {
    return optionalMillis(name).orElseThrow(() -> wrongMillis(name));
  }

  OptionalLong optionalMillis(String name) {
    JsonNode value = tree.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrongMillis(name);
    }
    if (value.longValue() > LAST_MILLIS || value.longValue() < -LAST_MILLIS) {
      throw wrong(name, "milliseconds up to the year 9999", shown(value));
    }
    return OptionalLong.of(value.longValue());
  }

  /** Returns the interval from {@code start_ms} to {@code end_ms}. */
  Window interval() {
    long start = millis("start_ms");
    long end = millis("end_ms");
    if (end <= start) {
      throw wrong("end_ms", "more than start_ms, %d".formatted(start), String.valueOf(end));
    }
    return new Window(start, end);
  }

  private EvaluationException wrongMillis(String name) {
    return wrong(name, "whole milliseconds", shown(tree.path(name)));
  }

  EvaluationException wrong(String name, String expected, String found) {
    return new EvaluationException(
        "%s: %s: expected %s, got %s".formatted(place, name, expected, found));
  }

  private static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "nothing";
    }
    String text = value.toString();
    return text.length() > SHOWN ? text.substring(0, SHOWN) + ".." : text;
  }
}
