package io.posestream.formats.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A picture's result of MediaPipe's pose landmarker: {@code {"landmarks":[[{"x":0.5,"y":0.4,
 * "z":-0.1,"visibility":0.99}, ..33], ..]}}, a list for each person; also as {@code
 * pose_landmarks}, {@code poseLandmarks} and, of one person, {@code {"landmark":[..]}}. World
 * landmarks, which are metres, are not read.
 */
final class MediaPipe {
  private static final List<String> NAMES = List.of("landmarks", "pose_landmarks", "poseLandmarks");

  private MediaPipe() {}

  static List<SeenFrame> read(JsonNode root, Terms terms) {
    List<Person> persons = new ArrayList<>();
    collect(landmarks(root), terms.layout(), persons);
    JsonNode millis = root.path("timestamp_ms");
    return List.of(
        SeenFrame.of(terms.layout(), terms.unit(), persons)
            .at(
                millis.isNumber()
                    ? OptionalLong.of(Math.round(1000 * millis.asDouble()))
                    : OptionalLong.empty()));
  }

  private static JsonNode landmarks(JsonNode root) {
    if (root.isArray() || root.has("landmark")) {
      return root;
    }
    return NAMES.stream()
        .filter(root::has)
        .findFirst()
        .map(root::get)
        .orElseThrow(() -> Fields.wrong("one of " + NAMES, root.toString()));
  }

  private static void collect(JsonNode found, KeypointLayout layout, List<Person> persons) {
    if (found.has("landmark")) {
      collect(found.get("landmark"), layout, persons);
    } else if (found.path(0).has("x")) {
      persons.add(person(found, layout));
    } else if (!found.isNull()) {
      for (JsonNode one : Fields.array(found, "landmarks")) {
        collect(one, layout, persons);
      }
    }
  }

  private static Person person(JsonNode landmarks, KeypointLayout layout) {
    Fields.requireJoints(landmarks.size(), layout, "landmarks");
    float[] keypoints = new float[Person.STRIDE * landmarks.size()];
    for (int joint = 0; joint < landmarks.size(); joint++) {
      JsonNode landmark = landmarks.get(joint);
      float presence = Fields.number(landmark.path("presence"), "presence", 1);
      keypoints[Person.STRIDE * joint] = Fields.number(landmark.path("x"), "x");
      keypoints[Person.STRIDE * joint + 1] = Fields.number(landmark.path("y"), "y");
      keypoints[Person.STRIDE * joint + 2] =
          Fields.number(landmark.path("visibility"), "visibility", presence);
    }
    return new Person("", keypoints, Fields.meanScore(keypoints));
  }
}
