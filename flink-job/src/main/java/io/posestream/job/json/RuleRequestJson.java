package io.posestream.job.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.posestream.core.rule.Problem;
import io.posestream.core.rule.RuleEdit;
import io.posestream.core.rule.RuleRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads messages that ask for rules. */
public final class RuleRequestJson {
  /** What a message of this kind calls itself. */
  public static final String TYPE = "rules";

  private static final List<String> FIELDS =
      List.of("id", "type", "effective_from_ms", "default", "cameras");
  private static final ObjectReader READER =
      Json.MAPPER
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

  private RuleRequestJson() {}

  /**
   * Reads a message; what is wrong with it goes into the request, every field that is.
   *
   * @param message JSON, or null for a record without a value
   * @param source where it was read
   */
  public static RuleRequest read(byte @Nullable [] message, RuleRequest.Source source) {
    byte[] bytes = message == null ? new byte[0] : message;
    FieldReader fields = new FieldReader();
    JsonNode root = tree(bytes, fields);
    String id = "";
    Optional<Long> effectiveFrom = Optional.empty();
    List<RuleEdit> edits = new ArrayList<>();
    if (fields.isSound()) {
      fields.requireKnown("", root, FIELDS);
      id = fields.name("id", root).orElse("");
      type(root, fields);
      effectiveFrom = fields.whole("effective_from_ms", root.path("effective_from_ms"));
      edits = edits(root, fields);
    }
    return new RuleRequest(id, effectiveFrom, edits, fields.problems(), digest(bytes), source);
  }

  private static JsonNode tree(byte[] bytes, FieldReader fields) {
    try {
      JsonNode root = READER.readTree(bytes);
      if (!root.isObject()) {
        fields.refuse("message", "a JSON object", root.isMissingNode() ? "nothing" : root);
      }
      return root;
    } catch (JsonProcessingException e) {
      fields.add(
          new Problem(
              "message",
              "expected JSON, got a mistake in line %d, column %d: %s"
                  .formatted(
                      e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                      e.getLocation() == null ? 0 : e.getLocation().getColumnNr(),
                      e.getOriginalMessage())));
    } catch (IOException e) {
      fields.add(new Problem("message", "expected JSON, got " + e.getMessage()));
    }
    return Json.object();
  }

  private static void type(JsonNode root, FieldReader fields) {
    if (!root.path("type").asText().equals(TYPE)) {
      fields.refuse("type", "'" + TYPE + "'", fields.shown(root.path("type")));
    }
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

  private static String digest(byte[] message) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
