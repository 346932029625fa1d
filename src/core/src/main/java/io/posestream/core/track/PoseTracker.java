package io.posestream.core.track;

import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Gives persons of one camera track ids where nothing else did.
 *
 * <p>Each pose of a frame is held against the tracks of the last two seconds, both where they were
 * and where their speed would have taken them. What counts is how near the joints are, in sizes of
 * the body: beyond half a size, and half a size more for each second since, it is somebody else.
 * COCO's object keypoint similarity and the overlap of the two boxes decide between poses that are
 * about as near. Pairs are matched greedily, the most alike first; whoever is left begins a track.
 * So somebody who is lost for up to two seconds, hidden or not found, keeps the id. Ids count up
 * from 1 behind a prefix. The same frames give the same ids.
 *
 * <p>Mutable; owned and used by one thread, for one camera.
 */
public final class PoseTracker {
  private static final int JOINTS = KeypointLayout.COCO17.joints();
  private static final double MEMORY_SECONDS = 2;
  // A speed says little of where one is after a while.
  private static final double FORESIGHT_SECONDS = 0.3;
  private static final double NEWEST_SHARE = 0.5;
  // In sizes of the body, between the same joints then and now, on average.
  private static final double REACH = 0.5;
  private static final double REACH_PER_SECOND = 0.5;
  // What shape and box weigh beside nearness.
  private static final double SHAPE_SHARE = 0.1;

  private final String prefix;
  private List<Followed> known = new ArrayList<>();
  private long given;

  /**
   * Creates a tracker that knows nobody.
   *
   * @param prefix of every id, so that those of another run of the tracker differ; may be empty
   */
  public PoseTracker(String prefix) {
    this.prefix = prefix;
  }

  /**
   * A track.
   *
   * @param pose where it was seen last, as COCO-17
   * @param speedX of the joints to the right, in pixels a second
   * @param speedY of the joints down, in pixels a second
   */
  private record Followed(String id, Person pose, long seenMicros, double speedX, double speedY) {
    double secondsUntil(long micros) {
      return (micros - seenMicros) / 1e6;
    }

    Followed seen(Person now, long micros) {
      double seconds = secondsUntil(micros);
      Optional<double[]> step = seconds > 0 ? step(now) : Optional.empty();
      if (step.isEmpty()) {
        return new Followed(id, now, micros, speedX, speedY);
      }
      return new Followed(
          id,
          now,
          micros,
          speedX + NEWEST_SHARE * (step.get()[0] / seconds - speedX),
          speedY + NEWEST_SHARE * (step.get()[1] / seconds - speedY));
    }

    private Optional<double[]> step(Person now) {
      double[] x = new double[JOINTS];
      double[] y = new double[JOINTS];
      int common = 0;
      for (int joint = 0; joint < JOINTS; joint++) {
        if (pose.jointScore(joint) > 0 && now.jointScore(joint) > 0) {
          x[common] = now.x(joint) - pose.x(joint);
          y[common++] = now.y(joint) - pose.y(joint);
        }
      }
      return common == 0
          ? Optional.empty()
          : Optional.of(new double[] {Median.of(x, common), Median.of(y, common)});
    }
  }

  /** A track that a person may continue; the indices are those of the lists. */
  private record Match(int track, int person, double likeness) {}

  /**
   * Names the persons of the next frame.
   *
   * @param persons in pixels; their own ids are not looked at
   * @param layout of their joints
   * @param micros event time, not before that of the last frame
   * @return the same persons in the same order, with ids
   */
  public List<Person> follow(List<Person> persons, KeypointLayout layout, long micros) {
    known.removeIf(track -> Math.abs(track.secondsUntil(micros)) > MEMORY_SECONDS);
    List<Person> poses = persons.stream().map(person -> comparable(person, layout)).toList();
    int[] tracks = matched(poses, micros);
    List<Person> named = new ArrayList<>(persons.size());
    for (int i = 0; i < tracks.length; i++) {
      named.add(named(persons.get(i), remember(tracks[i], poses.get(i), micros)));
    }
    return named;
  }

  // A joint that is no number says nothing; it must not make the whole pose unlike any other.
  private static Person comparable(Person person, KeypointLayout layout) {
    float[] keypoints = layout.toCoco17(person.keypoints());
    for (int i = 0; i < keypoints.length; i += Person.STRIDE) {
      if (!Float.isFinite(keypoints[i] + keypoints[i + 1])) {
        Arrays.fill(keypoints, i, i + Person.STRIDE, 0);
      }
    }
    return Person.owning("", keypoints, person.score(), person.box().orElse(null));
  }

  private int[] matched(List<Person> poses, long micros) {
    int[] tracks = IntStream.range(0, poses.size()).map(person -> -1).toArray();
    boolean[] taken = new boolean[known.size()];
    for (Match match : matches(poses, micros)) {
      if (!taken[match.track()] && tracks[match.person()] < 0) {
        taken[match.track()] = true;
        tracks[match.person()] = match.track();
      }
    }
    return tracks;
  }

  private List<Match> matches(List<Person> poses, long micros) {
    List<Match> matches = new ArrayList<>();
    for (int track = 0; track < known.size(); track++) {
      for (int person = 0; person < poses.size(); person++) {
        double likeness = likeness(known.get(track), poses.get(person), micros);
        if (likeness > 0) {
          matches.add(new Match(track, person, likeness));
        }
      }
    }
    // Stable: of equals the older track and the earlier person come first.
    matches.sort(Comparator.comparingDouble(match -> -match.likeness()));
    return matches;
  }

  private String remember(int track, Person pose, long micros) {
    if (track >= 0) {
      known.set(track, known.get(track).seen(pose, micros));
      return known.get(track).id();
    }
    given++;
    String id = prefix + given;
    known.add(new Followed(id, pose, micros, 0, 0));
    return id;
  }

  private static Person named(Person person, String id) {
    return Person.owning(id, person.keypoints(), person.score(), person.box().orElse(null));
  }

  // Above 0 if the person may continue the track.
  private static double likeness(Followed track, Person pose, long micros) {
    double ahead = Math.max(0, Math.min(track.secondsUntil(micros), FORESIGHT_SECONDS));
    // People also stop and turn round.
    return Math.max(
        likeness(track, pose, micros, 0, 0),
        likeness(track, pose, micros, ahead * track.speedX(), ahead * track.speedY()));
  }

  private static double likeness(Followed track, Person pose, long micros, double dx, double dy) {
    double reach = REACH + REACH_PER_SECOND * track.secondsUntil(micros);
    double nearness = 1 - PoseLikeness.distance(track.pose(), pose, dx, dy) / reach;
    return nearness <= 0
        ? 0
        : nearness
            + SHAPE_SHARE * PoseLikeness.ofJoints(track.pose(), pose, dx, dy)
            + SHAPE_SHARE * PoseLikeness.ofBoxes(track.pose(), pose, dx, dy);
  }
}
