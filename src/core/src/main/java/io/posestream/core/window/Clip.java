package io.posestream.core.window;

import io.posestream.core.picture.Picture;
import io.posestream.core.pose.PoseSequence;
import java.util.List;
import java.util.function.Consumer;

/**
 * The sampled frames of one window for one subject: keypoints, never heatmaps.
 *
 * @param subject whom it shows
 * @param window the interval it was cut from
 * @param poses the sampled frames, persons in the order of {@code tracks}
 * @param tracks everybody in the clip
 * @param quality what it rests on
 * @param traceparent W3C trace context of the frame that completed the window, empty if none
 * @param pictures as many as the model takes, in its order; empty if there are none
 */
public record Clip(
    Subject subject,
    Window window,
    PoseSequence poses,
    List<ClipTrack> tracks,
    Quality quality,
    String traceparent,
    List<Picture> pictures)
    implements WindowOutcome {
  /** Copies the lists in. */
  public Clip {
    tracks = List.copyOf(tracks);
    pictures = List.copyOf(pictures);
  }

  /** Creates a clip without pictures; see the record. */
  public Clip(
      Subject subject,
      Window window,
      PoseSequence poses,
      List<ClipTrack> tracks,
      Quality quality,
      String traceparent) {
    this(subject, window, poses, tracks, quality, traceparent, List.of());
  }

  /** Returns this clip with other poses of the same persons. */
  public Clip withPoses(PoseSequence changed) {
    return new Clip(subject, window, changed, tracks, quality, traceparent, pictures);
  }

  @Override
  public String camera() {
    return subject.camera();
  }

  @Override
  public void accept(
      Consumer<Clip> clip,
      Consumer<CrowdClip> crowd,
      Consumer<EmptyWindow> emptyWindow,
      Consumer<CameraSilence> silence) {
    clip.accept(this);
  }
}
