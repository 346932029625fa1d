package io.posestream.testkit.simulation;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.testkit.simulation.body.Joint;
import java.util.List;
import java.util.Optional;

/** Looks up persons and joints in simulated frames. */
public final class Watched {
  private Watched() {}

  public static Optional<Person> person(PoseFrame frame, String track) {
    return frame.persons().stream().filter(person -> person.trackId().equals(track)).findFirst();
  }

  static PoseFrame frameAt(List<PoseFrame> frames, long millis) {
    return frames.stream().filter(frame -> frame.timeMillis() >= millis).findFirst().orElseThrow();
  }

  public static double y(List<PoseFrame> frames, String track, long millis, Joint joint) {
    return person(frameAt(frames, millis), track).orElseThrow().y(joint.index());
  }

  static double x(List<PoseFrame> frames, String track, long millis, Joint joint) {
    return person(frameAt(frames, millis), track).orElseThrow().x(joint.index());
  }

  public static double tallness(List<PoseFrame> frames, String track, long millis) {
    var box = person(frameAt(frames, millis), track).orElseThrow().extent().orElseThrow();
    return box.height() / box.width();
  }
}
