package io.posestream.formats.dialect;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a message of another program says of one picture.
 *
 * @param camera id of the video source, if it says so
 * @param number of the picture, if it says so
 * @param timeMicros event time in microseconds since the epoch, if it says so
 * @param size of the picture, if it says so
 * @param layout of the joints
 * @param unit of coordinates and boxes
 * @param persons everybody in view; a track id that is not told is empty
 */
record SeenFrame(
    Optional<String> camera,
    OptionalLong number,
    OptionalLong timeMicros,
    Optional<ImageSize> size,
    KeypointLayout layout,
    Unit unit,
    List<Person> persons) {
  SeenFrame {
    persons = List.copyOf(persons);
  }

  static SeenFrame of(KeypointLayout layout, Unit unit, List<Person> persons) {
    return new SeenFrame(
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        layout,
        unit,
        persons);
  }

  SeenFrame numbered(OptionalLong itsNumber) {
    return new SeenFrame(camera, itsNumber, timeMicros, size, layout, unit, persons);
  }

  SeenFrame from(Optional<String> itsCamera) {
    return new SeenFrame(itsCamera, number, timeMicros, size, layout, unit, persons);
  }

  SeenFrame at(OptionalLong micros) {
    return new SeenFrame(camera, number, micros, size, layout, unit, persons);
  }

  SeenFrame sized(Optional<ImageSize> itsSize) {
    return new SeenFrame(camera, number, timeMicros, itsSize, layout, unit, persons);
  }
}
