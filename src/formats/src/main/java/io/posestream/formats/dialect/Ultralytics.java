package io.posestream.formats.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A picture's result of an ultralytics pose model, {@code results[0].to_json()}: a list of {@code
 * {"name":"person","class":0,"confidence":0.9,"box":{"x1":..,"y1":..,"x2":..,"y2":..},"track_id":1,
 * "keypoints":{"x":[..],"y":[..],"visible":[..]}}}. With {@code normalize=True} it is declared as
 * normalised.
 */
final class Ultralytics {
  private Ultralytics() {}

  static List<SeenFrame> read(JsonNode root, Terms terms) {
    List<Person> persons = new ArrayList<>();
    for (JsonNode result : Fields.array(root, "results")) {
      persons.add(person(result, terms.layout()));
    }
    return List.of(SeenFrame.of(terms.layout(), terms.unit(), persons));
  }

  private static Person person(JsonNode result, KeypointLayout layout) {
    JsonNode points = result.path("keypoints");
    JsonNode x = Fields.array(points.path("x"), "keypoints.x");
    JsonNode y = Fields.array(points.path("y"), "keypoints.y");
    Fields.requireJoints(x.size(), layout, "keypoints.x");
    Fields.requireJoints(y.size(), layout, "keypoints.y");
    float[] keypoints = new float[Person.STRIDE * x.size()];
    for (int joint = 0; joint < x.size(); joint++) {
      keypoints[Person.STRIDE * joint] = Fields.number(x.get(joint), "keypoints.x");
      keypoints[Person.STRIDE * joint + 1] = Fields.number(y.get(joint), "keypoints.y");
      keypoints[Person.STRIDE * joint + 2] =
          Fields.number(points.path("visible").path(joint), "keypoints.visible", 1);
    }
    return Person.owning(
        Fields.trackId(result.path("track_id")),
        keypoints,
        Fields.number(result.path("confidence"), "confidence", 1),
        box(result.path("box")));
  }

  private static @Nullable BoundingBox box(JsonNode box) {
    return box.isObject()
        ? Fields.corners(
            Fields.number(box.path("x1"), "box.x1"),
            Fields.number(box.path("y1"), "box.y1"),
            Fields.number(box.path("x2"), "box.x2"),
            Fields.number(box.path("y2"), "box.y2"))
        : null;
  }
}
