package io.posestream.core.window;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.zone.Zone;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a window that show one track.
 *
 * <p>Body size is the longer side of the box around the joints, so that one who lies is not small.
 */
final class TrackRun {
  private static final double BELOW = Math.nextDown(1.0);

  private final String id;
  private final @Nullable Person[] persons;
  private int seen;
  private double scoreSum;

  TrackRun(String id, int framesOfTheWindow) {
    this.id = id;
    this.persons = new Person[framesOfTheWindow];
  }

  /** Adds the track's person in a frame; of two in one frame the first stays. */
  void add(int frame, Person person) {
    if (persons[frame] == null) {
      persons[frame] = person;
      seen++;
      scoreSum += person.meanJointScore();
    }
  }

  String id() {
    return id;
  }

  int seen() {
    return seen;
  }

  double scoreSum() {
    return scoreSum;
  }

  double meanScore() {
    return scoreSum / seen;
  }

  @Nullable Person in(int frame) {
    return persons[frame];
  }

  /** Returns the frames that show the track, ascending. */
  int[] frames() {
    int[] frames = new int[seen];
    int next = 0;
    for (int i = 0; i < persons.length; i++) {
      if (persons[i] != null) {
        frames[next++] = i;
      }
    }
    return frames;
  }

  /** Returns the frames that show both tracks, ascending. */
  static int[] framesOfBoth(TrackRun one, TrackRun other) {
    return Arrays.stream(one.frames()).filter(frame -> other.persons[frame] != null).toArray();
  }

  /**
   * Returns the median distance of the centres of two bodies over the frames that show both, in
   * mean body sizes; infinite if no frame does.
   */
  static double distance(TrackRun one, TrackRun other) {
    return median(
        Arrays.stream(framesOfBoth(one, other))
            .mapToDouble(i -> distance(one.extent(i), other.extent(i)))
            .toArray());
  }

  private static double distance(BoundingBox one, BoundingBox other) {
    double dx = one.x() + one.width() / 2 - other.x() - other.width() / 2;
    double dy = one.y() + one.height() / 2 - other.y() - other.height() / 2;
    double size = (size(one) + size(other)) / 2;
    return size > 0 ? Math.hypot(dx, dy) / size : Double.POSITIVE_INFINITY;
  }

  private BoundingBox extent(int frame) {
    Person person = persons[frame];
    return Optional.ofNullable(person).flatMap(Person::jointExtent).orElseThrow();
  }

  private static double size(BoundingBox box) {
    return Math.max(box.width(), box.height());
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values.length == 0 ? Double.POSITIVE_INFINITY : values[values.length / 2];
  }

  /**
   * Returns how far the joint that moves most strays from its mean place, on average, in median
   * body sizes. A mean over the window and not its extremes: one bad frame is no motion.
   */
  double motion() {
    int[] frames = frames();
    double size = median(Arrays.stream(frames).mapToDouble(i -> size(extent(i))).toArray());
    if (size <= 0) {
      return 0;
    }
    List<Person> poses = Arrays.stream(frames).mapToObj(i -> persons[i]).toList();
    double most = 0;
    for (int joint = 0; joint < poses.get(0).joints(); joint++) {
      most = Math.max(most, meanStray(poses, joint));
    }
    return most / size;
  }

  // A joint seen in less than half of the frames says more of the estimator than of the body.
  private static double meanStray(List<Person> poses, int joint) {
    double x = 0;
    double y = 0;
    int present = 0;
    for (Person pose : poses) {
      if (pose.jointScore(joint) > 0) {
        x += pose.x(joint);
        y += pose.y(joint);
        present++;
      }
    }
    if (2 * present < poses.size()) {
      return 0;
    }
    double stray = 0;
    for (Person pose : poses) {
      if (pose.jointScore(joint) > 0) {
        stray += Math.hypot(pose.x(joint) - x / present, pose.y(joint) - y / present);
      }
    }
    return stray / present;
  }

  /**
   * Returns what a clip says of the track.
   *
   * @param window the window's frames
   * @param zones of the camera
   */
  ClipTrack toClipTrack(List<BufferedFrame> window, List<Zone> zones) {
    int[] frames = frames();
    Optional<Person> last = Optional.ofNullable(persons[frames[frames.length - 1]]);
    List<String> within =
        zones.stream()
            .filter(zone -> 2 * framesIn(zone, frames, window) > seen)
            .map(Zone::id)
            .toList();
    return new ClipTrack(id, seen, last.flatMap(Person::extent), within);
  }

  // One is where one's feet are: at the middle of the box's lower edge.
  private int framesIn(Zone zone, int[] frames, List<BufferedFrame> window) {
    int within = 0;
    for (int i : frames) {
      PoseFrame frame = window.get(i).frame();
      BoundingBox box = Optional.ofNullable(persons[i]).flatMap(Person::extent).orElseThrow();
      double x = (box.x() + box.width() / 2) / frame.width();
      double y = (box.y() + box.height()) / frame.height();
      // Feet below the image's lower edge stand on it.
      within += zone.contains(x, Math.min(y, BELOW)) ? 1 : 0;
    }
    return within;
  }
}
