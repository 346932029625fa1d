package io.posestream.evaluation.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.model.ModelDescription;
import io.posestream.core.model.Scope;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.DetectedInterval;
import io.posestream.evaluation.measure.PlainDecoder;
import io.posestream.evaluation.measure.PlainDecoder.Joining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Decodes the output of {@code posestream demo --scores} by a threshold per window. */
public final class ScoreFile {
  private ScoreFile() {}

  /**
   * Decodes a file, which may be gzip-compressed.
   *
   * @param file the file with the scores
   * @param model the model whose start thresholds and scopes apply
   * @param joining how consecutive windows are treated
   * @throws EvaluationException if a line is invalid; the message names the line
   * @throws IOException if the file cannot be read
   */
  public static List<DetectedInterval> decode(Path file, ModelDescription model, Joining joining)
      throws IOException {
    PlainDecoder decoder = new PlainDecoder(joining);
    JsonLine.readAll(file, line -> take(line, model, decoder));
    return decoder.events();
  }

  private static void take(JsonLine line, ModelDescription model, PlainDecoder decoder) {
    Subject subject = subject(line);
    Window window = new Window(line.millis("window_start_ms"), line.millis("window_end_ms"));
    JsonNode scores = line.tree().path("scores");
    if (!scores.isArray()) {
      throw line.wrong("scores", "an array", scores.toString());
    }
    for (JsonNode score : scores) {
      String name = score.path("label").asText();
      if (answers(model, name, subject.scope())
          && score.path("p").asDouble() >= model.thresholdsOf(name).enter()) {
        decoder.take(subject, name, window);
      }
    }
  }

  private static boolean answers(ModelDescription model, String name, Scope scope) {
    return !model.rejectLabel().equals(Optional.of(name))
        && model.labels().stream()
            .anyMatch(label -> label.name().equals(name) && label.scopes().contains(scope));
  }

  private static Subject pair(String camera, JsonLine line) {
    List<String> tracks = List.copyOf(line.texts("track_ids"));
    if (tracks.size() != 2) {
      throw line.wrong("track_ids", "two ids", line.tree().path("track_ids").toString());
    }
    return Subject.pair(camera, tracks.get(0), tracks.get(1));
  }

  private static Subject subject(JsonLine line) {
    String id = line.text("scope");
    Scope scope =
        Scope.named(id).orElseThrow(() -> line.wrong("scope", "scene, person or pair", id));
    String camera = line.text("camera");
    return switch (scope) {
      case SCENE -> Subject.scene(camera);
      case PERSON -> Subject.person(camera, line.text("track_id"));
      case PAIR -> pair(camera, line);
    };
  }
}
