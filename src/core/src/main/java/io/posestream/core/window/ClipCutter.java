package io.posestream.core.window;

import io.posestream.core.model.Scope;
import io.posestream.core.picture.Picture;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.PoseSequence;
import io.posestream.core.sampling.Dialect;
import io.posestream.core.sampling.FrameSampling;
import io.posestream.core.sampling.TimeUniformSampler;
import io.posestream.core.sampling.UniformSampler;
import io.posestream.core.track.CameraTracks;
import io.posestream.core.window.AssemblyListener.Dropped;
import io.posestream.core.window.SubjectChoice.Chosen;
import io.posestream.core.zone.Zone;
import io.posestream.core.zone.ZonePlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Cuts the clips of one complete window. */
final class ClipCutter {
  private final AssemblyPolicy policy;
  private final ZonePlan zones;

  ClipCutter(AssemblyPolicy policy, ZonePlan zones) {
    this.policy = policy;
    this.zones = zones;
  }

  /**
   * What clips take along from their window.
   *
   * @param traceparent of the frame that completed it, empty if none
   * @param pictures kept of it, in ascending time
   */
  record Context(String traceparent, List<KeptPicture> pictures) {}

  /** Cuts the clips, and returns the tracks with those marked that moved. */
  CameraTracks cut(
      String camera,
      Window window,
      List<BufferedFrame> frames,
      CameraTracks known,
      Context context,
      AssemblyListener out) {
    List<TrackRun> tracks = tracksOf(frames, known);
    if (tracks.isEmpty()) {
      out.dropped(Dropped.WINDOW_WITHOUT_PERSON);
      if (frames.size() >= policy.minFrames()) {
        out.absent(new EmptyWindow(camera, window, frames.size()));
      }
      return known;
    }
    if (frames.size() < policy.minFrames()) {
      out.dropped(Dropped.WINDOW_TOO_FEW_FRAMES);
      return known;
    }
    tracks = longestSeen(tracks, out);
    int expected = Math.max(frames.size(), framesExpected(window, frames));
    SubjectChoice choice = new SubjectChoice(policy, camera, window, known);
    List<Chosen> all = choice.choose(frames.size(), tracks, out);
    if (all.isEmpty()) {
      out.absent(new EmptyWindow(camera, window, frames.size()));
    }
    Cut cut = new Cut(camera, window, frames, known, expected, context);
    List<Chosen> together = together(all);
    all.stream()
        .filter(chosen -> together.isEmpty() || !inCrowd(chosen))
        .map(each -> clip(each, cut))
        .forEach(out::clip);
    crowd(together, tracks, cut).ifPresent(out::crowd);
    return known.moved(choice.moved(), window.endMillis());
  }

  private static List<TrackRun> tracksOf(List<BufferedFrame> frames, CameraTracks known) {
    Map<String, TrackRun> tracks = new HashMap<>();
    for (int i = 0; i < frames.size(); i++) {
      PoseFrame frame = frames.get(i).frame();
      for (Person person : frame.persons()) {
        if (person.meanJointScore() > 0) {
          String id = known.trackOf(person.trackId(), frame.timeMicros());
          TrackRun track = tracks.get(id);
          if (track == null) {
            track = new TrackRun(id, frames.size());
            tracks.put(id, track);
          }
          track.add(i, person);
        }
      }
    }
    return new ArrayList<>(tracks.values());
  }

  // The order is fixed by what was seen, not by hashing or arrival: replays must agree.
  private List<TrackRun> longestSeen(List<TrackRun> tracks, AssemblyListener out) {
    tracks.sort(
        Comparator.comparingInt((TrackRun track) -> -track.seen()).thenComparing(TrackRun::id));
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

  /** What all clips of a window have in common. */
  private record Cut(
      String camera,
      Window window,
      List<BufferedFrame> frames,
      CameraTracks known,
      int expected,
      Context context) {
    boolean switched(List<TrackRun> tracks) {
      return tracks.stream()
          .anyMatch(track -> known.switchedSince(track.id(), window.startMillis()));
    }

    Quality qualityOf(Chosen chosen) {
      List<TrackRun> tracks = chosen.tracks();
      return quality(frames, chosen.frames(), tracks, expected, switched(tracks));
    }
  }

  // A model with heads answers the scene with its people; a few of these alone cost less in clips.
  private List<Chosen> together(List<Chosen> all) {
    List<Chosen> asked = all.stream().filter(this::inCrowd).toList();
    boolean scene = asked.stream().anyMatch(chosen -> chosen.subject().scope() == Scope.SCENE);
    return scene || asked.size() >= policy.gates().crowdFrom() ? asked : List.of();
  }

  private boolean inCrowd(Chosen chosen) {
    return policy.isAnsweredInCrowd(chosen.subject().scope());
  }

  private Optional<CrowdClip> crowd(List<Chosen> asked, List<TrackRun> tracks, Cut cut) {
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    int[] all = IntStream.range(0, cut.frames.size()).toArray();
    Chosen scene = new Chosen(Subject.scene(cut.camera), all, tracks);
    ClipForm form = policy.formOf(asked.get(0).subject().scope());
    List<CrowdClip.Part> parts =
        asked.stream()
            .map(
                chosen ->
                    new CrowdClip.Part(
                        chosen.subject(),
                        chosen.tracks().stream().map(tracks::indexOf).toList(),
                        cut.qualityOf(chosen)))
            .toList();
    return Optional.of(new CrowdClip(clip(scene, form, cut), parts));
  }

  private Clip clip(Chosen chosen, Cut cut) {
    return clip(chosen, policy.formOf(chosen.subject().scope()), cut);
  }

  private Clip clip(Chosen chosen, ClipForm form, Cut cut) {
    List<BufferedFrame> frames = cut.frames;
    List<Zone> places = zones.zonesAt(cut.camera, cut.window.endMillis() - 1);
    int[] sampled = sample(frames, chosen.frames(), form.length(), form.clips());
    return new Clip(
        chosen.subject(),
        cut.window,
        poses(frames, sampled, chosen.tracks()),
        chosen.tracks().stream().map(track -> track.toClipTrack(frames, places)).toList(),
        cut.qualityOf(chosen),
        cut.context.traceparent(),
        pictures(frames, chosen.frames(), form, cut.context.pictures()));
  }

  // The frames that the model would take pictures of; each gives way to the nearest that has one.
  private List<Picture> pictures(
      List<BufferedFrame> frames, int[] seen, ClipForm form, List<KeptPicture> kept) {
    if (form.pictures() == 0 || kept.isEmpty()) {
      return List.of();
    }
    List<Picture> pictures = new ArrayList<>();
    for (int i : sample(frames, seen, form.pictures(), form.clips())) {
      pictures.add(nearest(frames.get(i).frame().timeMicros(), kept));
    }
    return pictures;
  }

  private static Picture nearest(long timeMicros, List<KeptPicture> kept) {
    KeptPicture nearest = kept.get(0);
    for (KeptPicture each : kept) {
      long away = Math.abs(each.timeMicros() - timeMicros);
      nearest = away < Math.abs(nearest.timeMicros() - timeMicros) ? each : nearest;
    }
    return nearest.picture();
  }

  private int[] sample(List<BufferedFrame> frames, int[] seen, int length, int clips) {
    int[] picked =
        switch (policy.sampling()) {
          case TIME_UNIFORM ->
              FrameSampling.interleaved(
                  TimeUniformSampler.sample(times(frames, seen), length * clips), length, clips);
          case MMACTION2 -> UniformSampler.sample(Dialect.MMACTION2, seen.length, length, clips);
          case PYSKL -> UniformSampler.sample(Dialect.PYSKL, seen.length, length, clips);
        };
    return Arrays.stream(picked).map(i -> seen[i]).toArray();
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
        if (person != null) {
          int row = (m * sampled.length + t) * joints;
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

  private static Quality quality(
      List<BufferedFrame> frames,
      int[] seen,
      List<TrackRun> tracks,
      int expected,
      boolean switched) {
    int late = 0;
    for (int i : seen) {
      late += frames.get(i).arrival() == BufferedFrame.Arrival.OUT_OF_ORDER ? 1 : 0;
    }
    double sum = 0;
    int persons = 0;
    for (TrackRun track : tracks) {
      sum += track.scoreSum();
      persons += track.seen();
    }
    return new Quality(seen.length, expected, late, (float) (sum / persons), switched);
  }
}
