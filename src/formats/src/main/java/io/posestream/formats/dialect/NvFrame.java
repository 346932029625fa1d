package io.posestream.formats.dialect;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code nv.Frame} of NVIDIA's nvSchema says, whether as protobuf or as JSON.
 *
 * @param id the frame's
 * @param micros its timestamp, in microseconds since the epoch
 * @param sensorId its camera
 * @param objects those that have a pose
 */
record NvFrame(String id, OptionalLong micros, String sensorId, List<Posed> objects) {
  NvFrame {
    objects = List.copyOf(objects);
  }

  /**
   * An object with its pose.
   *
   * @param poseType such as {@code pose2D}; empty if it is not told
   */
  record Posed(
      String id,
      @Nullable BoundingBox box,
      float confidence,
      String poseType,
      List<String> names,
      List<float[]> coordinates) {
    Posed {
      names = List.copyOf(names);
      coordinates = List.copyOf(coordinates);
    }
  }

  /** Returns the frame, joints by their names unless a layout is declared. */
  SeenFrame seen(Terms terms) {
    KeypointLayout layout = terms.declared().layout().orElse(KeypointLayout.COCO17);
    List<Person> persons = new ArrayList<>();
    objects.forEach(object -> persons.add(person(object, terms)));
    return SeenFrame.of(layout, terms.unit(), persons)
        .from(Optional.of(sensorId).filter(sensor -> !sensor.isBlank()))
        .at(micros)
        .numbered(Fields.lastNumber(id));
  }

  private static Person person(Posed object, Terms terms) {
    float[] keypoints = new float[Person.STRIDE * object.coordinates().size()];
    Depth depth = Depth.of(object.poseType());
    for (int joint = 0; joint < object.coordinates().size(); joint++) {
      depth.put(object.coordinates().get(joint), keypoints, Person.STRIDE * joint);
    }
    if (terms.declared().layout().isPresent()) {
      Fields.requireJoints(object.coordinates().size(), terms.layout(), "pose.keypoints");
    } else {
      keypoints = JointNames.toCoco17(object.names(), keypoints);
    }
    return Person.owning(object.id(), keypoints, object.confidence(), object.box());
  }

  /** What stands in the coordinates of a joint. */
  private enum Depth {
    /** x, y, and a score if there is a third. */
    FLAT,
    /** x, y, depth, and a score if there is a fourth. */
    DEEP;

    static Depth of(String poseType) {
      String type = poseType.toLowerCase(Locale.ROOT);
      if (type.contains("2.5d")) {
        return DEEP;
      }
      if (type.contains("3d")) {
        throw Fields.wrong(
            "poses in the picture (pose2D, pose2.5D)", "'%s', in space".formatted(poseType));
      }
      return FLAT;
    }

    void put(float[] coordinates, float[] keypoints, int at) {
      if (coordinates.length < 2) {
        throw Fields.wrong("two coordinates of a keypoint", String.valueOf(coordinates.length));
      }
      int score = this == FLAT ? 2 : 3;
      keypoints[at] = coordinates[0];
      keypoints[at + 1] = coordinates[1];
      keypoints[at + 2] = coordinates.length > score ? coordinates[score] : 1;
    }
  }
}
