package io.posestream.evaluation.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.evaluation.measure.TruthInterval;
import io.posestream.formats.json.Json;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/**
 * The truths of recordings as JSON lines: {@code
 * {"camera":"cam","action":"fall","start_ms":0,"end_ms":1500,"track_ids":["7"]}}.
 */
public final class TruthFile {
  private TruthFile() {}

  /**
   * Reads a file, which may be gzip-compressed; {@code track_ids} may be absent.
   *
   * @throws EvaluationException if a line is invalid; the message names the line
   * @throws IOException if the file cannot be read
   */
  public static List<TruthInterval> read(Path file) throws IOException {
    List<TruthInterval> truths = new ArrayList<>();
    JsonLine.readAll(
        file,
        line ->
            truths.add(
                new TruthInterval(
                    line.text("camera"),
                    line.text("action"),
                    line.interval(),
                    line.texts("track_ids"))));
    return truths;
  }

  /**
   * Writes a file, with gzip compression if the name ends in {@code .gz}.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(List<TruthInterval> truths, Path file) throws IOException {
    try (Writer out =
        new OutputStreamWriter(
            file.toString().endsWith(".gz")
                ? new GZIPOutputStream(Files.newOutputStream(file))
                : Files.newOutputStream(file),
            UTF_8)) {
      for (TruthInterval truth : truths) {
        out.write(Json.line(tree(truth)));
        out.write('\n');
      }
    }
  }

  private static ObjectNode tree(TruthInterval truth) {
    ObjectNode tree = Json.MAPPER.createObjectNode();
    tree.put("camera", truth.camera());
    tree.put("action", truth.action());
    tree.put("start_ms", truth.time().startMillis());
    tree.put("end_ms", truth.time().endMillis());
    ArrayNode tracks = tree.putArray("track_ids");
    new TreeSet<>(truth.trackIds()).forEach(tracks::add);
    return tree;
  }
}
