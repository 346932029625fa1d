package io.posestream.core.window;

import io.posestream.core.model.Crowd;
import io.posestream.core.model.Crowd.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The sampled frames of one window for everybody in view, and whom answers are wanted of: for
 * models that answer each of them in one run.
 *
 * @param everybody the clip of the scene
 * @param parts whom answers are wanted of, at least one
 */
public record CrowdClip(Clip everybody, List<Part> parts) implements WindowOutcome {
  /**
   * A subject among everybody.
   *
   * @param subject who it is
   * @param rows of its tracks in the clip
   * @param quality what its answer rests on
   */
  public record Part(Subject subject, List<Integer> rows, Quality quality) {
    /** Copies the rows in. */
    public Part {
      rows = List.copyOf(rows);
    }

    Group group() {
      return new Group(subject.scope(), rows);
    }
  }

  /**
   * Copies the parts in.
   *
   * @throws IllegalArgumentException if there is none
   */
  public CrowdClip {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("expected a crowd with somebody to answer, got nobody");
    }
  }

  @Override
  public String camera() {
    return everybody.camera();
  }

  @Override
  public Window window() {
    return everybody.window();
  }

  @Override
  public void accept(
      Consumer<Clip> clip,
      Consumer<CrowdClip> crowd,
      Consumer<EmptyWindow> emptyWindow,
      Consumer<CameraSilence> silence) {
    crowd.accept(this);
  }

  /** Returns a clip of each part, in the order of the parts. */
  public List<Clip> clips() {
    Crowd crowd = new Crowd(everybody.poses(), parts.stream().map(Part::group).toList());
    List<Clip> clips = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      clips.add(
          new Clip(
              part.subject,
              everybody.window(),
              crowd.posesOf(crowd.groups().get(i)),
              part.rows.stream().map(everybody.tracks()::get).toList(),
              part.quality,
              everybody.traceparent()));
    }
    return clips;
  }
}
