package io.posestream.formats.clipfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.formats.json.Json;
import io.posestream.formats.recording.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Clips with the probabilities that a network gave them after training: JSON lines, each the
 * annotation of a clip with {@code "probabilities":[..]} by label.
 */
public final class ExampleFile {
  private ExampleFile() {}

  /**
   * A clip and the expected answer of the network.
   *
   * @param clip the recorded clip
   * @param probabilities by label
   */
  public record Example(RecordedClip clip, List<Double> probabilities) {
    /** Copies the list in. */
    public Example {
      probabilities = List.copyOf(probabilities);
    }
  }

  /**
   * Reads every example of a file.
   *
   * @throws ClipFileException naming the place, what was expected and what was found
   * @throws IOException if the file cannot be read
   */
  public static List<Example> read(Path file) throws IOException {
    List<Example> examples = new ArrayList<>();
    try (BufferedReader lines = Recording.lines(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        examples.add(example(line, "%s line %d".formatted(file, examples.size() + 1)));
      }
    }
    return examples;
  }

  private static Example example(String line, String place) {
    try {
      JsonNode tree = Json.MAPPER.readTree(line);
      List<Double> probabilities = new ArrayList<>();
      for (JsonNode probability : tree.path("probabilities")) {
        if (!probability.isNumber()) {
          throw new ClipFileException(
              "%s: probabilities: expected numbers, got %s".formatted(place, probability));
        }
        probabilities.add(probability.asDouble());
      }
      return new Example(JsonAnnotation.read(tree, place), probabilities);
    } catch (JsonProcessingException e) {
      throw ClipFile.notJson(place, e);
    }
  }
}
