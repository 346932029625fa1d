package io.posestream.core.window;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Settles who of several persons with one track id continues the track: the one nearest to where it
 * was in the camera's newest frame, or, if it was not there, the one whose joints are seen best. Of
 * equals the first in the frame stays.
 */
final class TwinChoice {
  private TwinChoice() {}

  /**
   * Returns the frame with one person for each track id.
   *
   * @param frame as it was read
   * @param newest the camera's newest frame, if it is still there
   */
  static PoseFrame settled(PoseFrame frame, Optional<PoseFrame> newest) {
    List<Person> chosen = new ArrayList<>(frame.persons().size());
    for (Person person : frame.persons()) {
      List<Person> twins =
          Stream.concat(Stream.of(person), frame.rivals().stream())
              .filter(twin -> twin.trackId().equals(person.trackId()))
              .toList();
      chosen.add(twins.size() == 1 ? person : continuing(twins, frame, newest));
    }
    return frame.settled(chosen);
  }

  private static Person continuing(
      List<Person> twins, PoseFrame frame, Optional<PoseFrame> newest) {
    String track = twins.get(0).trackId();
    Optional<BoundingBox> last =
        newest.stream()
            .flatMap(known -> known.persons().stream())
            .filter(person -> person.trackId().equals(track))
            .findFirst()
            .flatMap(Person::jointExtent);
    return twins.stream()
        .min(
            last.map(place -> byDistance(place, frame, newest.orElseThrow()))
                .orElseGet(() -> Comparator.comparingDouble(twin -> -twin.meanJointScore())))
        .orElseThrow();
  }

  // In sides of the image, which may have changed its size.
  private static Comparator<Person> byDistance(
      BoundingBox last, PoseFrame frame, PoseFrame newest) {
    double lastX = (last.x() + last.width() / 2) / newest.width();
    double lastY = (last.y() + last.height() / 2) / newest.height();
    return Comparator.comparingDouble(
        twin ->
            twin.jointExtent()
                .map(
                    box ->
                        Math.hypot(
                            (box.x() + box.width() / 2) / frame.width() - lastX,
                            (box.y() + box.height() / 2) / frame.height() - lastY))
                .orElse(Double.POSITIVE_INFINITY));
  }
}
