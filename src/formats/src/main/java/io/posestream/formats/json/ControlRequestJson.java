package io.posestream.formats.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads messages that ask for a change of the running job. */
public final class ControlRequestJson {
  private static final ObjectReader READER =
      Json.MAPPER
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  private static final List<String> TYPES = List.of(RuleRequestJson.TYPE, ModelRequestJson.TYPE);

  private ControlRequestJson() {}

  /**
   * Reads a message; what is wrong with it goes into the request, every field that is.
   *
   * @param message JSON, or null for a record without a value
   * @param source where it was read
   * @return one on models if the message calls itself so, or else one on rules
   */
  public static ControlRequest read(byte @Nullable [] message, MessageSource source) {
    byte[] bytes = message == null ? new byte[0] : message;
    FieldReader fields = new FieldReader();
    JsonNode root = tree(bytes, fields);
    boolean readable = fields.isSound();
    String type = root.path("type").asText();
    if (readable && !TYPES.contains(type)) {
      fields.refuse("type", "one of " + TYPES, fields.shown(root.path("type")));
    }
    ReadMessage read = new ReadMessage(root, readable, digest(bytes), source);
    return type.equals(ModelRequestJson.TYPE)
        ? ModelRequestJson.request(read, fields)
        : RuleRequestJson.request(read, fields);
  }

  private static JsonNode tree(byte[] bytes, FieldReader fields) {
    try {
      JsonNode root = READER.readTree(bytes);
      if (!root.isObject()) {
        fields.refuse("message", "a JSON object", root.isMissingNode() ? "nothing" : root);
      }
      return root;
    } catch (JsonProcessingException e) {
      fields.add(new Problem("message", "expected JSON, got a mistake in " + place(e)));
    } catch (IOException e) {
      fields.add(new Problem("message", "expected JSON, got " + e.getMessage()));
    }
    return Json.object();
  }

  private static String place(JsonProcessingException mistake) {
    JsonLocation location = mistake.getLocation();
    return "line %d, column %d: %s"
        .formatted(
            location == null ? 0 : location.getLineNr(),
            location == null ? 0 : location.getColumnNr(),
            mistake.getOriginalMessage());
  }

  private static String digest(byte[] message) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
