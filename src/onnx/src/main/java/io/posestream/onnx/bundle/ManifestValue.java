package io.posestream.onnx.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/**
 * One value of a manifest and the key it stands under.
 *
 * <p>Reading is strict: every complaint names the file, the key, what was expected and what was
 * found.
 */
final class ManifestValue {
  private static final String FIX = "correct the manifest; models/README.md explains each key";
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path file;
  private final String key;
  private final JsonNode node;

  private ManifestValue(Path file, String key, JsonNode node) {
    this.file = file;
    this.key = key;
    this.node = node;
  }

  /** Reads a file and returns its outermost value. */
  static ManifestValue read(Path file) {
    try {
      return new ManifestValue(file, "", YAML.readTree(Files.readAllBytes(file)));
    } catch (JsonProcessingException e) {
      throw new BundleException("%s: not valid YAML: %s".formatted(file, oneLine(e)), FIX, e);
    } catch (IOException e) {
      throw new BundleException(
          "%s: expected the manifest of a bundle, cannot read it: %s".formatted(file, e),
          "name a folder that holds manifest.yaml, such as models/actions-slim",
          e);
    }
  }

  private static String oneLine(JsonProcessingException e) {
    String problem = e.getOriginalMessage().replaceAll("\\s+", " ");
    return e.getLocation() == null
        ? problem
        : "line %d: %s".formatted(e.getLocation().getLineNr(), problem);
  }

  /** Returns the value under a key that must be there. */
  ManifestValue get(String name) {
    return find(name).orElseGet(() -> child(name, MissingNode.getInstance()));
  }

  /** Returns the value under a key that may be absent. */
  Optional<ManifestValue> find(String name) {
    return Optional.ofNullable(node.get(name)).map(value -> child(name, value));
  }

  private ManifestValue child(String name, JsonNode value) {
    return new ManifestValue(file, key.isEmpty() ? name : key + "." + name, value);
  }

  /** Checks that this is a mapping with no other keys than these. */
  ManifestValue mappingOf(String... names) {
    List<String> known = List.of(names);
    entries()
        .forEach(
            (name, value) -> {
              if (!known.contains(name)) {
                throw value.reject("unknown key, expected one of " + String.join(", ", known));
              }
            });
    return this;
  }

  /** Returns the values of a mapping by key, in the file's order. */
  Map<String, ManifestValue> entries() {
    if (!node.isObject()) {
      throw expected("a mapping");
    }
    Map<String, ManifestValue> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      entries.put(entry.getKey(), child(entry.getKey(), entry.getValue()));
    }
    return entries;
  }

  /** Returns the values of a list. */
  List<ManifestValue> items() {
    if (!node.isArray()) {
      throw expected("a list");
    }
    List<ManifestValue> items = new ArrayList<>();
    for (Iterator<JsonNode> each = node.elements(); each.hasNext(); ) {
      items.add(new ManifestValue(file, "%s[%d]".formatted(key, items.size()), each.next()));
    }
    return items;
  }

  /** Returns the values of a list that is not empty. */
  List<ManifestValue> someItems() {
    List<ManifestValue> items = items();
    if (items.isEmpty()) {
      throw expected("at least one entry");
    }
    return items;
  }

  String text() {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw expected(node.isValueNode() && !node.isTextual() ? "a text (quote it)" : "a text");
    }
    return node.textValue();
  }

  boolean isText(String text) {
    return text.equals(node.textValue());
  }

  boolean isList() {
    return node.isArray();
  }

  boolean flag() {
    if (!node.isBoolean()) {
      throw expected("true or false");
    }
    return node.booleanValue();
  }

  int integer() {
    if (!node.canConvertToInt() || !node.isIntegralNumber()) {
      throw expected("a whole number");
    }
    return node.intValue();
  }

  double number() {
    return number("a number", value -> true);
  }

  double number(String expected, DoublePredicate accepted) {
    if (!node.isNumber() || !accepted.test(node.doubleValue())) {
      throw expected(expected);
    }
    return node.doubleValue();
  }

  /** Returns what the text names. */
  <T> T named(String expected, Function<String, Optional<T>> names) {
    return Optional.ofNullable(node.textValue())
        .flatMap(names)
        .orElseThrow(() -> expected(expected));
  }

  BundleException expected(String expected) {
    return reject("expected %s, got %s".formatted(expected, found()));
  }

  /** Returns a complaint about this value. */
  BundleException reject(String problem) {
    return new BundleException(place() + problem, FIX);
  }

  /** Returns a complaint about this value for the reason that a constructor gave. */
  BundleException reject(IllegalArgumentException cause) {
    String message = String.valueOf(cause.getMessage());
    return new BundleException(place() + message, FIX, cause);
  }

  /** Returns a complaint about a key below this value, for a reason that starts with that key. */
  BundleException rejectBelow(IllegalArgumentException cause) {
    return new BundleException("%s: %s.%s".formatted(file, key, cause.getMessage()), FIX, cause);
  }

  private String place() {
    return key.isEmpty() ? file + ": " : "%s: %s: ".formatted(file, key);
  }

  private String found() {
    return switch (node.getNodeType()) {
      case MISSING, NULL -> "nothing";
      case OBJECT -> "a mapping";
      case ARRAY -> node.isEmpty() ? "an empty list" : "a list";
      case STRING -> "\"" + node.textValue() + "\"";
      default -> node.asText();
    };
  }
}
