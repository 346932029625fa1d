package io.posestream.view.model;

import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.TimeUniformSampler;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Samples the frames of a window for some tracks, evenly over time as the job does by default.
 *
 * <p>The job also corrects a tracker's ids; a track that it renamed is not found here.
 */
public final class WindowClip {
  private WindowClip() {}

  /**
   * Returns the sampled poses, or nothing if none of the tracks is in the frames.
   *
   * @param frames of the window, oldest first, in one layout
   * @param tracks whom to show; empty for everybody
   * @param length frames to sample
   */
  public static Optional<PoseSequence> of(List<PoseFrame> frames, List<String> tracks, int length) {
    List<PoseFrame> seen =
        frames.stream()
            .filter(frame -> tracks.isEmpty() || frame.persons().stream().anyMatch(in(tracks)))
            .toList();
    TreeSet<String> ids = new TreeSet<>(tracks);
    if (tracks.isEmpty()) {
      seen.forEach(frame -> frame.persons().forEach(person -> ids.add(person.trackId())));
    }
    if (seen.isEmpty() || ids.isEmpty()) {
      return Optional.empty();
    }
    long[] times = seen.stream().mapToLong(PoseFrame::timeMicros).toArray();
    return Optional.of(poses(seen, List.copyOf(ids), TimeUniformSampler.sample(times, length)));
  }

  private static java.util.function.Predicate<Person> in(List<String> tracks) {
    return person -> tracks.contains(person.trackId());
  }

  private static PoseSequence poses(List<PoseFrame> frames, List<String> tracks, int[] sampled) {
    PoseFrame newest = frames.get(frames.size() - 1);
    int joints = newest.layout().joints();
    float[] coordinates = new float[2 * tracks.size() * sampled.length * joints];
    float[] scores = new float[tracks.size() * sampled.length * joints];
    for (int t = 0; t < sampled.length; t++) {
      PoseFrame frame = frames.get(sampled[t]);
      // A camera may change its resolution within a window.
      float scaleX = (float) newest.width() / frame.width();
      float scaleY = (float) newest.height() / frame.height();
      for (Person person : frame.persons()) {
        int track = tracks.indexOf(person.trackId());
        if (track >= 0) {
          int row = (track * sampled.length + t) * joints;
          person.copyTo(scaleX, scaleY, coordinates, scores, row);
        }
      }
    }
    return PoseSequence.owning(
        tracks.size(),
        sampled.length,
        joints,
        coordinates,
        scores,
        newest.height(),
        newest.width());
  }
}
