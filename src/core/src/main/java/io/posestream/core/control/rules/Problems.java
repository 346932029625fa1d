package io.posestream.core.control.rules;

import io.posestream.core.control.message.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The problems found so far, one for each field.
 *
 * <p>Mutable: made for one message, used by one thread.
 */
final class Problems {
  private final Map<String, Problem> byField = new LinkedHashMap<>();

  void add(String field, String reason) {
    byField.putIfAbsent(field, new Problem(field, reason));
  }

  void refuse(String field, String expected, Object found) {
    add(field, "expected %s, got %s".formatted(expected, found));
  }

  void require(boolean holds, String field, String expected, Object found) {
    if (!holds) {
      refuse(field, expected, found);
    }
  }

  boolean isEmpty() {
    return byField.isEmpty();
  }

  List<Problem> list() {
    return List.copyOf(byField.values());
  }
}
