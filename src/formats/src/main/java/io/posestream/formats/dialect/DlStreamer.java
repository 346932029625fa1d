package io.posestream.formats.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A frame of Intel's DL Streamer ({@code gvametaconvert add-tensor-data=true}): {@code
 * {"objects":[{"x":..,"y":..,"w":..,"h":..,"id":1,"detection":{"confidence":0.9},
 * "tensors":[{"format":"keypoints","point_names":[..],"dims":[17,2],"data":[..]}]}],
 * "resolution":{"width":..,"height":..},"source":"..","timestamp":0}}. Keypoints are fractions of
 * their object's box; the timestamp is nanoseconds.
 */
final class DlStreamer {
  private static final long NANOS_PER_MICRO = 1000;

  private DlStreamer() {}

  static List<SeenFrame> read(JsonNode root, Terms terms) {
    KeypointLayout layout = terms.declared().layout().orElse(KeypointLayout.COCO17);
    Optional<ImageSize> size = size(root.path("resolution"));
    JsonNode nanos = root.path("timestamp");
    return List.of(
        SeenFrame.of(layout, Unit.PIXELS, persons(root, size, terms))
            .from(Fields.text(root.path("source")))
            .sized(size)
            .at(
                nanos.isIntegralNumber()
                    ? OptionalLong.of(nanos.asLong() / NANOS_PER_MICRO)
                    : OptionalLong.empty()));
  }

  private static Optional<ImageSize> size(JsonNode resolution) {
    return resolution.isObject()
        ? Optional.of(
            new ImageSize(resolution.path("width").asInt(), resolution.path("height").asInt()))
        : Optional.empty();
  }

  private static List<Person> persons(JsonNode root, Optional<ImageSize> size, Terms terms) {
    // A frame without detections has no objects at all.
    JsonNode objects = root.path("objects");
    if (!root.isObject() || !(objects.isMissingNode() || objects.isArray())) {
      throw Fields.wrong("an object with 'objects'", root.toString());
    }
    List<Person> persons = new ArrayList<>();
    for (JsonNode object : objects) {
      addPosed(object, box(object), terms, persons);
    }
    // Of a model that saw the whole picture.
    ImageSize picture = size.or(() -> terms.declared().size()).orElse(new ImageSize(1, 1));
    BoundingBox whole = new BoundingBox(0, 0, picture.width(), picture.height());
    addPosed(root, whole, terms, persons);
    return persons;
  }

  private static void addPosed(
      JsonNode object, BoundingBox box, Terms terms, List<Person> persons) {
    for (JsonNode tensor : object.path("tensors")) {
      if (tensor.path("format").asText().equals("keypoints")) {
        persons.add(
            Person.owning(
                Fields.trackId(object.path("id")),
                joints(tensor, box, terms),
                Fields.number(object.path("detection").path("confidence"), "confidence", 1),
                box));
      }
    }
  }

  private static BoundingBox box(JsonNode object) {
    return new BoundingBox(
        Fields.number(object.path("x"), "x"),
        Fields.number(object.path("y"), "y"),
        Fields.number(object.path("w"), "w"),
        Fields.number(object.path("h"), "h"));
  }

  private static float[] joints(JsonNode tensor, BoundingBox box, Terms terms) {
    float[] keypoints = keypoints(tensor, box);
    if (terms.declared().layout().isPresent()) {
      Fields.requireJoints(keypoints.length / Person.STRIDE, terms.layout(), "data");
      return keypoints;
    }
    List<String> names = new ArrayList<>();
    tensor.path("point_names").forEach(name -> names.add(name.asText()));
    if (Person.STRIDE * names.size() != keypoints.length) {
      throw Fields.wrong(
          "'point_names' for every keypoint, or a declared layout", names.toString());
    }
    return JointNames.toCoco17(names, keypoints);
  }

  private static float[] keypoints(JsonNode tensor, BoundingBox box) {
    JsonNode data = Fields.array(tensor.path("data"), "data");
    int width = tensor.path("dims").path(1).asInt(2);
    if (width < 2 || data.size() % width != 0) {
      throw Fields.wrong("'dims' that fit 'data'", tensor.path("dims").toString());
    }
    int joints = data.size() / width;
    float[] keypoints = new float[Person.STRIDE * joints];
    for (int joint = 0; joint < joints; joint++) {
      float x = Fields.number(data.get(width * joint), "data");
      float y = Fields.number(data.get(width * joint + 1), "data");
      // A joint that was not found lies at (-1, -1).
      if (x >= 0 || y >= 0) {
        keypoints[Person.STRIDE * joint] = box.x() + x * box.width();
        keypoints[Person.STRIDE * joint + 1] = box.y() + y * box.height();
        keypoints[Person.STRIDE * joint + 2] = score(tensor, joint);
      }
    }
    return keypoints;
  }

  private static float score(JsonNode tensor, int joint) {
    JsonNode confidence = tensor.path("confidence");
    return confidence.isArray() ? Fields.number(confidence.path(joint), "confidence", 1) : 1;
  }
}
