package io.posestream.formats.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.model.ModelReference;
import io.posestream.core.score.LabelScore;
import io.posestream.core.score.WindowScores;
import java.util.List;

/** Window scores as JSON lines: times in epoch milliseconds, labels in the model's order. */
public final class ScoresJson {
  private ScoresJson() {}

  /** Returns scores as a line, without its line end. */
  public static String line(WindowScores scores) {
    ObjectNode line = Json.object();
    line.put("camera", scores.subject().camera());
    line.put("scope", scores.subject().scope().id());
    line.put("track_id", scores.subject().trackId().orElse(null));
    line.set("track_ids", texts(scores.subject().tracks()));
    line.put("window_start_ms", scores.window().startMillis());
    line.put("window_end_ms", scores.window().endMillis());
    line.put("persons", scores.persons());
    line.put("frames", scores.quality().framesUsed());
    line.put("model", scores.model().name());
    ArrayNode list = line.putArray("scores");
    for (int i = 0; i < scores.labels().size(); i++) {
      list.addObject().put("label", scores.labels().get(i)).put("p", scores.probability(i));
    }
    return Json.line(line);
  }

  /** Returns what {@code classify --json} prints for a clip. */
  public static String classifyLine(String name, List<LabelScore> top) {
    ObjectNode line = Json.object();
    line.put("frame_dir", name);
    line.set("top", tree(top));
    return Json.line(line);
  }

  /** Returns the line of a recorded clip with nobody in it, who can do nothing. */
  public static String nobodyLine(String name) {
    ObjectNode line = Json.object();
    line.put("frame_dir", name).put("nobody", true);
    line.putArray("top");
    return Json.line(line);
  }

  static ArrayNode texts(List<String> texts) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    texts.forEach(list::add);
    return list;
  }

  static ArrayNode tree(List<LabelScore> top) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    for (LabelScore score : top) {
      list.addObject().put("label", score.label()).put("p", score.probability());
    }
    return list;
  }

  static ObjectNode tree(ModelReference model) {
    return Json.object()
        .put("name", model.name())
        .put("version", model.version())
        .put("sha256", model.sha256())
        .put("precision", model.precision());
  }
}
