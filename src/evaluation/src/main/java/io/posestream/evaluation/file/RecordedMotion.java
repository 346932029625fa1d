package io.posestream.evaluation.file;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.TrackMotion;
import io.posestream.formats.recording.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Size and speed of the people in a recording, which is held in memory as a whole. */
public final class RecordedMotion {
  private final Map<String, TreeMap<Long, PoseFrame>> cameras = new HashMap<>();

  private RecordedMotion() {}

  /**
   * Reads a recording and skips invalid frames.
   *
   * @throws IOException if it cannot be read
   */
  public static RecordedMotion read(Path file) throws IOException {
    RecordedMotion motion = new RecordedMotion();
    try (Recording recording = Recording.open(file)) {
      recording.forEach(line -> line.frame().ifPresent(motion::add));
    }
    return motion;
  }

  private void add(PoseFrame frame) {
    cameras.computeIfAbsent(frame.camera(), any -> new TreeMap<>()).put(frame.timeMicros(), frame);
  }

  /** Returns size and speed of the tracks that a camera saw in an interval. */
  public List<TrackMotion> in(String camera, Window time) {
    Map<String, Sum> sums = new TreeMap<>();
    cameras
        .getOrDefault(camera, new TreeMap<>())
        .subMap(1000 * time.startMillis(), 1000 * time.endMillis())
        .forEach(
            (micros, frame) ->
                frame
                    .persons()
                    .forEach(
                        person ->
                            sums.computeIfAbsent(person.trackId(), any -> new Sum())
                                .add(micros, person)));
    List<TrackMotion> motions = new ArrayList<>();
    sums.forEach((track, sum) -> motions.add(sum.motion(track)));
    return motions;
  }

  /** Sums over the frames of one track. */
  private static final class Sum {
    private final List<Person> seen = new ArrayList<>();
    private double area;
    private double distance;
    private long joints;
    private long firstMicros;
    private long lastMicros;

    void add(long micros, Person person) {
      area += person.extent().map(box -> (double) box.width() * box.height()).orElse(0.0);
      if (seen.isEmpty()) {
        firstMicros = micros;
      } else {
        addDistance(seen.get(seen.size() - 1), person);
      }
      lastMicros = micros;
      seen.add(person);
    }

    private void addDistance(Person before, Person now) {
      int common = Math.min(before.joints(), now.joints());
      for (int v = 0; v < common; v++) {
        if (before.jointScore(v) > 0 && now.jointScore(v) > 0) {
          distance += Math.hypot(now.x(v) - before.x(v), now.y(v) - before.y(v));
          joints++;
        }
      }
    }

    TrackMotion motion(String track) {
      double seconds = (lastMicros - firstMicros) / 1e6;
      double steps = seen.size() - 1.0;
      double speed = joints == 0 || seconds <= 0 ? 0 : distance / joints * steps / seconds;
      return new TrackMotion(track, area / seen.size(), speed);
    }
  }
}
