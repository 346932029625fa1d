package io.posestream.formats.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.control.message.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads fields of one message, and notes those that are wrong.
 *
 * <p>Mutable; used once and by one thread.
 */
final class FieldReader {
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_SHOWN = 100;

  private final List<Problem> problems = new ArrayList<>();

  boolean isSound() {
    return problems.isEmpty();
  }

  List<Problem> problems() {
    return problems;
  }

  void add(Problem problem) {
    problems.add(problem);
  }

  void refuse(String field, String expected, Object found) {
    problems.add(new Problem(field, "expected %s, got %s".formatted(expected, found)));
  }

  /** Returns a value as it may stand in a reason. */
  String shown(JsonNode value) {
    String text = value.isMissingNode() ? "nothing" : value.toString();
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "..";
  }

  /** Refuses the fields of an object that are not known; a missing object has none. */
  void requireKnown(String prefix, JsonNode object, List<String> known) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!known.contains(entry.getKey())) {
        refuse(prefix + entry.getKey(), "one of the fields " + known, "this one");
      }
    }
  }

  Set<Map.Entry<String, JsonNode>> entries(String field, JsonNode object) {
    if (!object.isObject() && !object.isMissingNode()) {
      refuse(field, "an object", shown(object));
    }
    return object.properties();
  }

  /** Returns a name that must be there. */
  Optional<String> name(String field, JsonNode parent) {
    JsonNode value = parent.path(field);
    if (value.isTextual() && !value.asText().isBlank() && value.asText().length() <= LONGEST_NAME) {
      return Optional.of(value.asText());
    }
    refuse(field, "a text of 1 to " + LONGEST_NAME + " letters", shown(value));
    return Optional.empty();
  }

  Optional<String> text(String field, JsonNode value) {
    return read(field, value, value.isTextual(), "a text", value::asText);
  }

  Optional<Double> number(String field, JsonNode value) {
    return read(field, value, value.isNumber(), "a number", value::asDouble);
  }

  Optional<Long> whole(String field, JsonNode value) {
    boolean fits = value.isIntegralNumber() && value.canConvertToLong();
    return read(field, value, fits, "a whole number", value::asLong);
  }

  Optional<Integer> count(String field, JsonNode value) {
    boolean fits = value.isIntegralNumber() && value.canConvertToInt();
    return read(field, value, fits, "a whole number", value::asInt);
  }

  Optional<Boolean> flag(String field, JsonNode value) {
    return read(field, value, value.isBoolean(), "true or false", value::asBoolean);
  }

  Optional<Set<String>> names(String field, JsonNode value) {
    Set<String> names = new LinkedHashSet<>();
    boolean texts = value.isArray();
    for (JsonNode name : value) {
      texts &= name.isTextual();
      names.add(name.asText());
    }
    return read(field, value, texts, "a list of names", () -> names);
  }

  private <T> Optional<T> read(
      String field, JsonNode value, boolean fits, String expected, Supplier<T> read) {
    if (fits) {
      return Optional.of(read.get());
    }
    if (!value.isMissingNode()) {
      refuse(field, expected, shown(value));
    }
    return Optional.empty();
  }

  /** Returns what the domain makes of a field, unless the domain refuses it. */
  <T> Optional<T> checked(String field, Supplier<T> value) {
    try {
      return Optional.of(value.get());
    } catch (IllegalArgumentException e) {
      problems.add(new Problem(field, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }
}
