package io.posestream.formats.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.InvalidFrameException;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.RejectReason;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the fields that messages of several dialects share. */
final class Fields {
  private static final int LONGEST_SHOWN = 120;
  private static final Pattern LAST_DIGITS = Pattern.compile("(\\d{1,18})\\D*$");

  private Fields() {}

  static InvalidFrameException wrong(String expected, String found) {
    String shown =
        found.length() > LONGEST_SHOWN ? found.substring(0, LONGEST_SHOWN) + ".." : found;
    return new InvalidFrameException(
        RejectReason.UNDECODABLE,
        "expected %s, got %s".formatted(expected, shown.isEmpty() ? "nothing" : shown));
  }

  static JsonNode array(JsonNode node, String what) {
    if (!node.isArray()) {
      throw wrong("an array '" + what + "'", node.toString());
    }
    return node;
  }

  /** Returns a number; null is one that is missing, and makes its joint absent. */
  static float number(JsonNode value, String what) {
    if (value.isNull()) {
      return Float.NaN;
    }
    if (!value.isNumber()) {
      throw wrong("numbers in '" + what + "'", value.toString());
    }
    return (float) value.asDouble();
  }

  static float number(JsonNode value, String what, float otherwise) {
    return value.isMissingNode() || value.isNull() ? otherwise : number(value, what);
  }

  static void requireJoints(int found, KeypointLayout layout, String what) {
    if (found != layout.joints()) {
      throw new InvalidFrameException(
          RejectReason.WRONG_JOINT_COUNT,
          "expected %d joints (%s) in '%s', got %d; other joints are declared: one of %s"
              .formatted(layout.joints(), layout.id(), what, found, KeypointLayout.ids()));
    }
  }

  /** Returns x, y, score per joint of a list that has just these. */
  static float[] flat(JsonNode list, KeypointLayout layout, String what) {
    array(list, what);
    if (list.size() % Person.STRIDE != 0) {
      throw wrong("x, y, score per joint in '" + what + "'", list.size() + " numbers");
    }
    requireJoints(list.size() / Person.STRIDE, layout, what);
    float[] keypoints = new float[list.size()];
    for (int i = 0; i < keypoints.length; i++) {
      keypoints[i] = number(list.get(i), what);
    }
    return keypoints;
  }

  /** Returns x, y, score per joint of a list of points and a list of scores; none means 1 each. */
  static float[] points(JsonNode points, JsonNode scores, KeypointLayout layout) {
    array(points, "keypoints");
    requireJoints(points.size(), layout, "keypoints");
    if (scores.isArray() && scores.size() != points.size()) {
      throw wrong(points.size() + " scores", String.valueOf(scores.size()));
    }
    float[] keypoints = new float[Person.STRIDE * points.size()];
    for (int joint = 0; joint < points.size(); joint++) {
      JsonNode point = array(points.get(joint), "keypoints");
      keypoints[Person.STRIDE * joint] = number(point.path(0), "keypoints");
      keypoints[Person.STRIDE * joint + 1] = number(point.path(1), "keypoints");
      keypoints[Person.STRIDE * joint + 2] = number(scores.path(joint), "scores", 1);
    }
    return keypoints;
  }

  /** Returns the box between two corners; none if the list is not there. */
  static @Nullable BoundingBox corners(JsonNode list) {
    // Lists of one box are as common as the box itself.
    JsonNode box = list.path(0).isArray() ? list.path(0) : list;
    if (box.size() < 4) {
      return null;
    }
    return corners(
        number(box.get(0), "bbox"),
        number(box.get(1), "bbox"),
        number(box.get(2), "bbox"),
        number(box.get(3), "bbox"));
  }

  static BoundingBox corners(float left, float top, float right, float bottom) {
    return new BoundingBox(left, top, right - left, bottom - top);
  }

  /** Returns an id that may be a number, in a list or not; empty if there is none. */
  static String trackId(JsonNode id) {
    if (id.isArray()) {
      return trackId(id.path(0));
    }
    if (id.isFloatingPointNumber() && !Double.isFinite(id.asDouble())) {
      return "";
    }
    if (id.isNumber()) {
      BigDecimal number = id.decimalValue().stripTrailingZeros();
      return number.signum() < 0 ? "" : number.toPlainString();
    }
    return id.isTextual() ? id.asText().strip() : "";
  }

  /** Returns the last number in a name such as {@code street_000012_keypoints.json}. */
  static OptionalLong lastNumber(String name) {
    Matcher digits = LAST_DIGITS.matcher(name);
    return digits.find() ? OptionalLong.of(Long.parseLong(digits.group(1))) : OptionalLong.empty();
  }

  static Optional<String> text(JsonNode value) {
    return value.isTextual() && !value.asText().isBlank()
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  /**
   * Returns the mean score of the joints that are present, for persons without one of their own.
   */
  static float meanScore(float[] keypoints) {
    return Math.min(1, new Person("", keypoints, 1).meanJointScore());
  }
}
