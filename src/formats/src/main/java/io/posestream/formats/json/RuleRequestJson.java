package io.posestream.formats.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.control.rules.RuleEdit;
import io.posestream.core.control.rules.RuleRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads messages that ask for rules. */
final class RuleRequestJson {
  /** What a message of this kind calls itself. */
  static final String TYPE = "rules";

  private static final List<String> FIELDS =
      List.of("id", "type", "effective_from_ms", "default", "cameras");

  private RuleRequestJson() {}

  static RuleRequest request(ReadMessage message, FieldReader fields) {
    JsonNode root = message.root();
    String id = "";
    Optional<Long> effectiveFrom = Optional.empty();
    List<RuleEdit> edits = new ArrayList<>();
    if (message.readable()) {
      fields.requireKnown("", root, FIELDS);
      id = fields.name("id", root).orElse("");
      effectiveFrom = fields.whole("effective_from_ms", root.path("effective_from_ms"));
      edits = edits(root, fields);
    }
    return new RuleRequest(
        id, effectiveFrom, edits, fields.problems(), message.digest(), message.source());
  }

  private static List<RuleEdit> edits(JsonNode root, FieldReader fields) {
    CameraRulesJson rules = new CameraRulesJson(fields);
    List<RuleEdit> edits = new ArrayList<>();
    if (root.has("default")) {
      edits.add(new RuleEdit(Optional.empty(), rules.read("default", root.path("default"))));
    }
    for (Map.Entry<String, JsonNode> camera : fields.entries("cameras", root.path("cameras"))) {
      edits.add(
          new RuleEdit(
              Optional.of(camera.getKey()),
              rules.read("cameras." + camera.getKey(), camera.getValue())));
    }
    return edits;
  }
}
