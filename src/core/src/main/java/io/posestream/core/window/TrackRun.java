package io.posestream.core.window;

import io.posestream.core.pose.BoundingBox;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.track.Median;
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
  // Values of a body: x, y, size.
  private static final int BODY = 3;

  private final String id;
  private final @Nullable Person[] persons;
  private int seen;
  private double scoreSum;
  // Found when first asked for, after the last frame was added.
  private double @Nullable [] bodies;
  private double motion = Double.NaN;

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
    int[] frames = new int[Math.min(one.seen, other.seen)];
    int both = 0;
    for (int i = 0; i < one.persons.length; i++) {
      if (one.persons[i] != null && other.persons[i] != null) {
        frames[both++] = i;
      }
    }
    return Arrays.copyOf(frames, both);
  }

  /**
   * Returns the median distance of the centres of two bodies over the frames that show both, in
   * mean body sizes; infinite if no frame does.
   */
  static double distance(TrackRun one, TrackRun other) {
    double[] first = one.bodies();
    double[] second = other.bodies();
    double[] squares = new double[one.persons.length];
    int both = 0;
    for (int i = 0; i < squares.length; i++) {
      if (one.persons[i] != null && other.persons[i] != null) {
        squares[both++] = squaredDistance(first, second, BODY * i);
      }
    }
    return both == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(Median.of(squares, both));
  }

  private static double squaredDistance(double[] one, double[] other, int at) {
    double dx = one[at] - other[at];
    double dy = one[at + 1] - other[at + 1];
    double size = (one[at + 2] + other[at + 2]) / 2;
    return size > 0 ? (dx * dx + dy * dy) / (size * size) : Double.POSITIVE_INFINITY;
  }

  // Centre x, y and size of the body in each frame that shows the track; each track is held against
  // all others.
  private double[] bodies() {
    double[] known = bodies;
    if (known == null) {
      known = new double[BODY * persons.length];
      for (int i = 0; i < persons.length; i++) {
        Person person = persons[i];
        if (person != null) {
          BoundingBox box = person.jointExtent().orElseThrow();
          known[BODY * i] = box.x() + box.width() / 2;
          known[BODY * i + 1] = box.y() + box.height() / 2;
          known[BODY * i + 2] = Math.max(box.width(), box.height());
        }
      }
      bodies = known;
    }
    return known;
  }

  /**
   * Returns how far the joint that moves most strays from its mean place, on average, in median
   * body sizes. A mean over the window and not its extremes: one bad frame is no motion.
   */
  double motion() {
    if (Double.isNaN(motion)) {
      motion = meanMotion();
    }
    return motion;
  }

  private double meanMotion() {
    double[] places = bodies();
    double[] sizes = new double[seen];
    Person[] poses = new Person[seen];
    int next = 0;
    for (int i = 0; i < persons.length; i++) {
      Person person = persons[i];
      if (person != null) {
        sizes[next] = places[BODY * i + 2];
        poses[next++] = person;
      }
    }
    double size = Median.of(sizes, seen);
    if (size <= 0) {
      return 0;
    }
    double most = 0;
    for (int joint = 0; joint < poses[0].joints(); joint++) {
      most = Math.max(most, meanStray(poses, joint));
    }
    return most / size;
  }

  // A joint seen in less than half of the frames says more of the estimator than of the body.
  private static double meanStray(Person[] poses, int joint) {
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
    if (present == 0 || 2 * present < poses.length) {
      return 0;
    }
    double meanX = x / present;
    double meanY = y / present;
    double stray = 0;
    for (Person pose : poses) {
      if (pose.jointScore(joint) > 0) {
        double dx = pose.x(joint) - meanX;
        double dy = pose.y(joint) - meanY;
        stray += Math.sqrt(dx * dx + dy * dy);
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
