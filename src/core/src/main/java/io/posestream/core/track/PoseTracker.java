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
 * <p>Each pose of a frame is held against the tracks of the last second, moved on by their speed.
 * Likeness is the mean of two measures in 0..1: COCO's object keypoint similarity over the joints
 * that both have, and the overlap of the two boxes. Pairs are matched greedily, the most alike
 * first; whoever is left begins a track. Ids count up from 1 behind a prefix. The same frames give
 * the same ids.
 *
 * <p>Mutable; owned and used by one thread, for one camera.
 */
public final class PoseTracker {
  private static final int JOINTS = KeypointLayout.COCO17.joints();
  private static final double LEAST_LIKENESS = 0.15;
  private static final double MEMORY_SECONDS = 1;
  // A speed says little of where one is after a while.
  private static final double FORESIGHT_SECONDS = 0.5;
  private static final double NEWEST_SHARE = 0.5;

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
        if (likeness >= LEAST_LIKENESS) {
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

  private static double likeness(Followed track, Person pose, long micros) {
    double ahead = Math.max(0, Math.min(track.secondsUntil(micros), FORESIGHT_SECONDS));
    double dx = ahead * track.speedX();
    double dy = ahead * track.speedY();
    return (PoseLikeness.ofJoints(track.pose(), pose, dx, dy)
            + PoseLikeness.ofBoxes(track.pose(), pose, dx, dy))
        / 2;
  }
}
