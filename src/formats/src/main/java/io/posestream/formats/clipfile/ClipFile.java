package io.posestream.formats.clipfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.formats.json.Json;
import io.posestream.formats.text.FileStart;
import io.posestream.formats.text.TextFile;
import io.posestream.formats.text.TextLines;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads recorded clips: an mmaction2 annotation as JSON or NPZ, a list of annotations, pyskl's
 * {@code {"split":..,"annotations":[..]}}, or one of these per line in {@code .jsonl} or {@code
 * .jsonl.gz}.
 */
public final class ClipFile {
  private ClipFile() {}

  /**
   * Reads the clips of a file one by one.
   *
   * @param file NPZ if it starts like it, a clip a line if it is named {@code .jsonl} or {@code
   *     .jsonl.gz}, else JSON
   * @param each takes each clip, and what is wrong with one that cannot be used
   * @throws ClipFileException naming the place, what was expected and what was found
   * @throws IOException if the file cannot be read
   */
  public static void read(Path file, ClipReader each) throws IOException {
    read(file, UnaryOperator.identity(), each);
  }

  /**
   * Reads the clips of a file one by one and lets the caller observe the reading.
   *
   * @param file see above
   * @param watch wraps the stream of a file with many clips and passes its bytes on unchanged
   * @param each takes each clip, and what is wrong with one that cannot be used
   * @throws ClipFileException naming the place, what was expected and what was found
   * @throws IOException if the file cannot be read
   */
  public static void read(Path file, UnaryOperator<InputStream> watch, ClipReader each)
      throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (isNpz(file, name)) {
      offer(() -> NpzAnnotation.read(file), each);
    } else if (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz")) {
      readLines(file, watch, each);
    } else {
      readDocuments(file, each);
    }
  }

  private static boolean isNpz(Path file, String name) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return name.endsWith(".npz") || FileStart.of(in).equals(Optional.of(FileStart.ZIP));
    }
  }

  /** Reads a file that holds a single clip as JSON or NPZ. */
  public static RecordedClip readSingle(Path file) throws IOException {
    List<RecordedClip> clips = new ArrayList<>();
    read(file, clips::add);
    if (clips.size() != 1) {
      throw new ClipFileException("%s: expected one clip, got %d".formatted(file, clips.size()));
    }
    return clips.get(0);
  }

  private static void readDocuments(Path file, ClipReader each) throws IOException {
    try (BufferedReader text = TextFile.open(file, UnaryOperator.identity())) {
      if (Json.readAll(text, tree -> readTree(tree, file.toString(), each)) == 0) {
        throw new ClipFileException(file + ": annotation: expected a JSON object, got nothing");
      }
    } catch (JsonProcessingException e) {
      throw notJson(file.toString(), e);
    }
  }

  private static void readLines(Path file, UnaryOperator<InputStream> watch, ClipReader each)
      throws IOException {
    try (TextLines lines = TextLines.open(file, watch)) {
      for (Optional<TextLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        readLine(line.get().text(), "%s line %d".formatted(file, line.get().number()), each);
      }
    }
  }

  private static void readLine(String line, String place, ClipReader each) throws IOException {
    try {
      readTree(Json.MAPPER.readTree(line), place, each);
    } catch (JsonProcessingException e) {
      each.refuse(notJson(place, e));
    }
  }

  private static void readTree(JsonNode tree, String place, ClipReader each) throws IOException {
    JsonNode list = tree.isObject() ? tree.path("annotations") : tree;
    if (!list.isArray()) {
      offer(() -> JsonAnnotation.read(tree, place), each);
      return;
    }
    Optional<String> other = otherThanAnnotations(list);
    if (other.isPresent()) {
      each.refuse(
          new ClipFileException("%s: expected annotations, got %s".formatted(place, other.get())));
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      JsonNode annotation = list.get(i);
      String entry = "%s annotation %d".formatted(place, i + 1);
      offer(() -> JsonAnnotation.read(annotation, entry), each);
    }
  }

  private static Optional<String> otherThanAnnotations(JsonNode list) {
    return list.isEmpty()
        ? Optional.of("an empty list")
        : JsonAnnotation.otherFormat(list.get(0)).map(format -> "a list, first " + format);
  }

  /** What reads one clip. */
  private interface Source {
    RecordedClip read() throws IOException;
  }

  private static void offer(Source source, ClipReader each) throws IOException {
    RecordedClip clip;
    try {
      clip = source.read();
    } catch (ClipFileException e) {
      each.refuse(e);
      return;
    }
    each.accept(clip);
  }

  static ClipFileException notJson(String place, JsonProcessingException e) {
    return new ClipFileException(
        "%s: expected JSON, got: %s%s"
            .formatted(
                place,
                e.getOriginalMessage(),
                e instanceof JsonEOFException ? "; the text is cut off in its middle" : ""),
        e);
  }
}
