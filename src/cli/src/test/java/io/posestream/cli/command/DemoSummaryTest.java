package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.cli.demo.Outcome;
import io.posestream.cli.demo.Replayed;
import io.posestream.cli.demo.Tally;
import io.posestream.core.pose.FrameFaults.Loss;
import io.posestream.core.pose.FrameFaults.Part;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.formats.recording.Recording;
import io.posestream.job.config.JobConfigFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {
  private static final SortedMap<String, Long> NONE = new TreeMap<>();

  @Test
  void saysThatEveryWindowIsBelowTheFewestFrames() {
    List<String> lines =
        summary(frames(90, 500_000), dropped("window-too-few-frames", 29L)).lines();

    assertThat(lines)
        .contains(
            "not scored    90 frames, every window below window.min-frames 5: 29 windows with fewer"
                + " frames than window.min-frames 5")
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("frame rate")
                    .contains(
                        "camera cam has a frame every 500 ms, about 4 in a window of 2000 ms"));
  }

  @Test
  void saysWhatWasLeftOutAndWhoWasLate() {
    SortedMap<String, Long> persons = new TreeMap<>(Map.of("empty-track-id", 3L, "x", 2L));
    SortedMap<String, Long> late = new TreeMap<>(Map.of("gate", 7L));

    assertThat(summary(frames(30, 66_667), new Tally(NONE, persons, NONE, NONE, late)).lines())
        .containsExactly(
            "0 windows scored (0 scene, 0 person, 0 pair clips), 0 events, 0 dead letters",
            "left out      5 persons (empty-track-id 3, x 2)",
            "late          7 frames (gate 7)");
  }

  @Test
  void asksForTheUnitOfTimesThatAreFarApartOrHardlyApart() {
    assertThat(summary(frames(9, 40_000_000), Tally.NONE).lines().get(1))
        .contains("a frame every 40000 ms: are its times in microseconds?");
    assertThat(summary(frames(9, 40), Tally.NONE).lines().get(1))
        .contains("a frame every 0.040 ms: are its times in seconds?");
  }

  @Test
  void asksForNoUnitOfAClockThatWasSetBack() {
    PoseFrame frame = new PoseFrame("cam", 9, 0, 640, 480, KeypointLayout.COCO17, List.of());
    RejectedRecord letter =
        RejectedRecord.frame(frame, RejectReason.CLOCK_SET_BACK, "")
            .standingFor(1, List.of(new Loss(Part.VALUE, RejectReason.CLOCK_SET_BACK, 1)));
    Outcome outcome = new Outcome(List.of(), List.of(), List.of(letter), Tally.NONE);

    assertThat(new DemoSummary(frames(9, 40_000_000), outcome, JobConfigFile.of(Map.of())).lines())
        .contains("clock set back 1 times (cam 1)")
        .noneMatch(line -> line.contains("are its times in"));
  }

  private static Tally dropped(String gate, long count) {
    return new Tally(new TreeMap<>(Map.of(gate, count)), NONE, NONE, NONE, NONE);
  }

  private static DemoSummary summary(Replayed played, Tally tally) {
    return new DemoSummary(
        played, new Outcome(List.of(), List.of(), List.of(), tally), JobConfigFile.of(Map.of()));
  }

  private static Replayed frames(int count, long stepMicros) {
    Replayed played = new Replayed();
    for (int i = 0; i < count; i++) {
      PoseFrame frame =
          new PoseFrame("cam", i, i * stepMicros, 640, 480, KeypointLayout.COCO17, List.of());
      played.add(new Recording.Line(new byte[0], Optional.of(frame)));
    }
    return played;
  }
}
