package io.posestream.formats.clipfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.posestream.formats.json.Json;
import io.posestream.formats.recording.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Reads recorded clips: an mmaction2 annotation as JSON or NPZ, or one annotation per line in
 * {@code .jsonl} or {@code .jsonl.gz}.
 */
public final class ClipFile {
  private ClipFile() {}

  /**
   * Reads the clips of a file one by one.
   *
   * @param file named {@code .json}, {@code .npz}, {@code .jsonl} or {@code .jsonl.gz}
   * @param each takes each clip
   * @throws ClipFileException naming the place, what was expected and what was found
   * @throws IOException if the file cannot be read
   */
  public static void read(Path file, Consumer<RecordedClip> each) throws IOException {
    read(file, UnaryOperator.identity(), each);
  }

  /**
   * Reads the clips of a file one by one and lets the caller observe the reading.
   *
   * @param file see above
   * @param watch wraps the stream of a file with many clips and passes its bytes on unchanged
   * @param each takes each clip
   * @throws ClipFileException naming the place, what was expected and what was found
   * @throws IOException if the file cannot be read
   */
  public static void read(Path file, UnaryOperator<InputStream> watch, Consumer<RecordedClip> each)
      throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".npz")) {
      each.accept(NpzAnnotation.read(file));
    } else if (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz")) {
      readLines(file, watch, each);
    } else {
      each.accept(readOne(file));
    }
  }

  /** Reads a file that holds a single clip as JSON or NPZ. */
  public static RecordedClip readSingle(Path file) throws IOException {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".npz")
        ? NpzAnnotation.read(file)
        : readOne(file);
  }

  private static RecordedClip readOne(Path file) throws IOException {
    try (BufferedReader text = Recording.lines(file)) {
      return JsonAnnotation.read(Json.MAPPER.readTree(text), file.toString());
    } catch (JsonProcessingException e) {
      throw notJson(file.toString(), e);
    }
  }

  private static void readLines(
      Path file, UnaryOperator<InputStream> watch, Consumer<RecordedClip> each) throws IOException {
    try (BufferedReader lines = Recording.lines(file, watch)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String place = "%s line %d".formatted(file, ++number);
        if (!line.isBlank()) {
          each.accept(readLine(line, place));
        }
      }
    }
  }

  private static RecordedClip readLine(String line, String place) {
    try {
      return JsonAnnotation.read(Json.MAPPER.readTree(line), place);
    } catch (JsonProcessingException e) {
      throw notJson(place, e);
    }
  }

  static ClipFileException notJson(String place, JsonProcessingException e) {
    return new ClipFileException(
        "%s: expected JSON, got: %s".formatted(place, e.getOriginalMessage()), e);
  }
}
