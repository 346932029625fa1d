package io.posestream.view.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came from one camera and what of it was refused.
 *
 * <p>Not thread-safe: {@link ViewStore} guards it.
 */
final class CameraHealth {
  private static final int MOST_REASONS = 32;

  private final String name;
  private final Map<String, Long> refused = new TreeMap<>();
  private long frames;
  private double firstMillis = Double.NaN;
  private double newestMillis = Double.NaN;
  private int persons;

  CameraHealth(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  void seen(PoseFrame frame) {
    double millis = frame.timeMicros() / 1000.0;
    frames++;
    firstMillis = Double.isNaN(firstMillis) ? millis : Math.min(firstMillis, millis);
    newestMillis = Double.isNaN(newestMillis) ? millis : Math.max(newestMillis, millis);
    persons = frame.persons().size();
  }

  void refused(String reason, long count) {
    if (refused.size() < MOST_REASONS || refused.containsKey(reason)) {
      refused.merge(reason, count, Long::sum);
    }
  }

  /** Returns the counts; times are in milliseconds and absent as long as no frame came. */
  ObjectNode tree() {
    ObjectNode tree = Json.MAPPER.createObjectNode();
    tree.put("name", name).put("frames", frames).put("persons", persons);
    if (frames > 0) {
      tree.put("first_ms", firstMillis).put("newest_ms", newestMillis);
    }
    ObjectNode reasons = tree.putObject("refused");
    refused.forEach(reasons::put);
    return tree;
  }
}
