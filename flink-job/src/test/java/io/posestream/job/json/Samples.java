package io.posestream.job.json;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.Confidence;
import io.posestream.core.event.EndReason;
import io.posestream.core.event.Participant;
import io.posestream.core.event.Phase;
import io.posestream.core.model.ModelReference;
import io.posestream.core.pose.BoundingBox;
import io.posestream.core.score.LabelScore;
import io.posestream.core.score.WindowScores;
import io.posestream.core.window.Quality;
import io.posestream.core.window.Subject;
import io.posestream.core.window.Window;
import java.util.List;
import java.util.Optional;

/** One score and one event of each kind, for tests of what becomes of them. */
public final class Samples {
  private static final Window WINDOW = new Window(12_000, 14_000);
  private static final Quality QUALITY = new Quality(29, 30, 1, 0.5f);
  private static final ModelReference MODEL = new ModelReference("m", "0.1", "ab", "fp32");

  private Samples() {}

  /** Returns the scores of a scene of six. */
  public static WindowScores sceneScores() {
    return scores(Subject.scene("cam"), 6);
  }

  /** Returns the scores of track 3, with a trace context. */
  public static WindowScores personScores() {
    return scores(Subject.person("cam", "3"), 1);
  }

  private static WindowScores scores(Subject subject, int persons) {
    return new WindowScores(
        subject,
        WINDOW,
        List.of("walk", "fall"),
        new float[] {0.25f, 0.75f},
        persons,
        List.of(),
        QUALITY,
        MODEL,
        "00-trace");
  }

  /** Returns the start of a fall of a scene, without a trace context. */
  public static ActionEvent sceneFallStarts() {
    return fallStartsAt("cam");
  }

  /** Returns the same at another camera. */
  public static ActionEvent fallStartsAt(String camera) {
    return fall(
        Subject.scene(camera),
        Optional.empty(),
        List.of(new Participant("3", Optional.empty(), Optional.empty())),
        "");
  }

  /** Returns the end of the fall of track 3, with a trace context. */
  public static ActionEvent personFallEnds() {
    return fall(
        Subject.person("cam", "3"),
        Optional.of(EndReason.TRACK_LOST),
        List.of(new Participant("3", Optional.of(1f), Optional.of(new BoundingBox(1, 2, 3.5f, 4)))),
        "00-trace");
  }

  private static ActionEvent fall(
      Subject subject, Optional<EndReason> end, List<Participant> participants, String trace) {
    return new ActionEvent(
        "id-1",
        end.isPresent() ? 1 : 0,
        end.isPresent() ? Phase.ENDED : Phase.STARTED,
        end,
        subject,
        "fall",
        1,
        11_000,
        end.map(any -> 14_000L),
        WINDOW,
        new Confidence(0.5f, 0.75f, 0.625f),
        List.of(new LabelScore("fall", 0.75f), new LabelScore("walk", 0.25f)),
        participants,
        participants.size(),
        QUALITY,
        MODEL,
        trace,
        2,
        7);
  }
}
