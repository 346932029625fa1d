package io.posestream.core.window;

import io.posestream.core.model.Scope;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.TimeUniformSampler;
import io.posestream.core.sampling.UniformSampler;
import io.posestream.core.window.AssemblyListener.Dropped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Cuts the clips of one complete window. */
final class ClipCutter {
  private final AssemblyPolicy policy;

  ClipCutter(AssemblyPolicy policy) {
    this.policy = policy;
  }

  void cut(
      String camera,
      Window window,
      List<BufferedFrame> frames,
      String traceparent,
      AssemblyListener out) {
    List<TrackRun> tracks = tracksOf(frames);
    if (tracks.isEmpty()) {
      out.dropped(Dropped.WINDOW_WITHOUT_PERSON);
      return;
    }
    if (frames.size() < policy.minFrames()) {
      out.dropped(Dropped.WINDOW_TOO_FEW_FRAMES);
      return;
    }
    tracks = longestSeen(tracks, out);
    int expected = Math.max(frames.size(), framesExpected(window, frames));
    if (policy.scopes().contains(Scope.SCENE)) {
      int[] all = new int[frames.size()];
      Arrays.setAll(all, i -> i);
      out.clip(clip(Subject.scene(camera), window, frames, all, tracks, expected, traceparent));
    }
    if (policy.scopes().contains(Scope.PERSON)) {
      for (TrackRun track : tracks) {
        if (track.frames.size() < policy.minFrames()) {
          out.dropped(Dropped.TRACK_TOO_FEW_FRAMES);
          continue;
        }
        Subject subject = Subject.person(camera, track.id);
        int[] seen = track.frames.stream().mapToInt(Integer::intValue).toArray();
        out.clip(clip(subject, window, frames, seen, List.of(track), expected, traceparent));
      }
    }
  }

  private static List<TrackRun> tracksOf(List<BufferedFrame> frames) {
    Map<String, TrackRun> tracks = new HashMap<>();
    for (int i = 0; i < frames.size(); i++) {
      for (Person person : frames.get(i).frame().persons()) {
        if (person.meanJointScore() > 0) {
          tracks.computeIfAbsent(person.trackId(), TrackRun::new).add(i, person);
        }
      }
    }
    return new ArrayList<>(tracks.values());
  }

  // The order is fixed by what was seen, not by hashing or arrival: replays must agree.
  private List<TrackRun> longestSeen(List<TrackRun> tracks, AssemblyListener out) {
    tracks.sort(
        Comparator.comparingInt((TrackRun track) -> -track.frames.size())
            .thenComparing(track -> track.id));
    int bound = policy.limits().maxTracks();
    for (int i = bound; i < tracks.size(); i++) {
      out.dropped(Dropped.TRACK_OVER_BOUND);
    }
    return tracks.size() > bound ? tracks.subList(0, bound) : tracks;
  }

  // The median step is the frame interval, whatever frames are missing.
  private static int framesExpected(Window window, List<BufferedFrame> frames) {
    if (frames.size() < 2) {
      return frames.size();
    }
    long[] steps = new long[frames.size() - 1];
    Arrays.setAll(
        steps, i -> frames.get(i + 1).frame().timeMicros() - frames.get(i).frame().timeMicros());
    Arrays.sort(steps);
    return (int) Math.round(1000.0 * window.lengthMillis() / steps[steps.length / 2]);
  }

  private Clip clip(
      Subject subject,
      Window window,
      List<BufferedFrame> frames,
      int[] seen,
      List<TrackRun> tracks,
      int expected,
      String traceparent) {
    int[] sampled = sample(frames, seen);
    return new Clip(
        subject,
        window,
        poses(frames, sampled, tracks),
        tracks.stream().map(TrackRun::toClipTrack).toList(),
        quality(frames, seen, tracks, expected),
        traceparent);
  }

  private int[] sample(List<BufferedFrame> frames, int[] seen) {
    int length = policy.clipLength();
    int clips = policy.clips();
    int[] picked =
        switch (policy.sampling()) {
          case TIME_UNIFORM ->
              interleaved(TimeUniformSampler.sample(times(frames, seen), length * clips));
          case MMACTION2 -> UniformSampler.sample(Dialect.MMACTION2, seen.length, length, clips);
          case PYSKL -> UniformSampler.sample(Dialect.PYSKL, seen.length, length, clips);
        };
    return Arrays.stream(picked).map(i -> seen[i]).toArray();
  }

  // Deals fine time slots out to the clips in turn, so that each clip spans the whole window.
  private int[] interleaved(int[] slots) {
    int[] dealt = new int[slots.length];
    Arrays.setAll(
        dealt, i -> slots[i % policy.clipLength() * policy.clips() + i / policy.clipLength()]);
    return dealt;
  }

  private static long[] times(List<BufferedFrame> frames, int[] seen) {
    return Arrays.stream(seen).mapToLong(i -> frames.get(i).frame().timeMicros()).toArray();
  }

  private PoseSequence poses(List<BufferedFrame> frames, int[] sampled, List<TrackRun> tracks) {
    int joints = policy.layout().joints();
    PoseFrame newest = frames.get(frames.size() - 1).frame();
    float[] coordinates = new float[2 * tracks.size() * sampled.length * joints];
    float[] scores = new float[tracks.size() * sampled.length * joints];
    for (int t = 0; t < sampled.length; t++) {
      PoseFrame frame = frames.get(sampled[t]).frame();
      // A camera may change its resolution within a window.
      float scaleX = (float) newest.width() / frame.width();
      float scaleY = (float) newest.height() / frame.height();
      for (int m = 0; m < tracks.size(); m++) {
        Person person = tracks.get(m).in(sampled[t]);
        if (person == null) {
          continue;
        }
        int row = (m * sampled.length + t) * joints;
        for (int v = 0; v < joints; v++) {
          coordinates[2 * (row + v)] = person.x(v) * scaleX;
          coordinates[2 * (row + v) + 1] = person.y(v) * scaleY;
          scores[row + v] = person.jointScore(v);
        }
      }
    }
    return new PoseSequence(
        tracks.size(),
        sampled.length,
        joints,
        coordinates,
        scores,
        newest.height(),
        newest.width());
  }

  private static Quality quality(
      List<BufferedFrame> frames, int[] seen, List<TrackRun> tracks, int expected) {
    int late = 0;
    for (int i : seen) {
      late += frames.get(i).arrival() == BufferedFrame.Arrival.OUT_OF_ORDER ? 1 : 0;
    }
    double sum = 0;
    int persons = 0;
    for (TrackRun track : tracks) {
      sum += track.scoreSum;
      persons += track.frames.size();
    }
    return new Quality(seen.length, expected, late, (float) (sum / persons));
  }

  /** The frames of a window that show one track. */
  private static final class TrackRun {
    private final String id;
    private final List<Integer> frames = new ArrayList<>();
    private final Map<Integer, Person> persons = new HashMap<>();
    private double scoreSum;

    TrackRun(String id) {
      this.id = id;
    }

    void add(int frame, Person person) {
      frames.add(frame);
      persons.put(frame, person);
      scoreSum += person.meanJointScore();
    }

    @Nullable Person in(int frame) {
      return persons.get(frame);
    }

    ClipTrack toClipTrack() {
      Optional<Person> last = Optional.ofNullable(persons.get(frames.get(frames.size() - 1)));
      return new ClipTrack(id, frames.size(), last.flatMap(Person::extent));
    }
  }
}
