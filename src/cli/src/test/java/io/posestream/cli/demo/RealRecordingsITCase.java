package io.posestream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.pose.RejectReason;
import io.posestream.core.pose.RejectedRecord;
import io.posestream.formats.recording.Recording;
import io.posestream.testkit.fixture.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

// Recordings that are not ours to ship; skipped where they are not at hand.
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RealRecordingsITCase {
  private final Path folder;

  RealRecordingsITCase(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void scoresEveryWindowOfThirteenCourtsExactlyOnce() throws IOException {
    List<Path> files = courts(SharedFolder.find("data/stream_trackid3x3"));
    List<PoseFrame> frames = new ArrayList<>();
    for (Path file : files) {
      frames.addAll(Recordings.frames(file));
    }
    frames.sort(Comparator.comparingLong(PoseFrame::timeMicros));
    Path merged = folder.resolve("courts.jsonl");
    Recording.write(frames, merged);

    Outcome outcome = Recordings.play(merged);

    assertThat(files).hasSize(13);
    assertThat(ScoredWindows.of(outcome.scores())).isEqualTo(ScoredWindows.due(frames));
    assertThat(outcome.deadLetters()).isEmpty();
  }

  @Test
  void scoresEveryWindowOfTheBadmintonMatchExactlyOnceAndTheSameAgain() throws IOException {
    Path file = SharedFolder.find("data/stream_badminton_openpose/badminton_doubles.jsonl.gz");

    Outcome outcome = Recordings.play(file);

    assertThat(ScoredWindows.of(outcome.scores()))
        .isEqualTo(ScoredWindows.due(Recordings.frames(file)));
    // OpenPose gives some joints a score of 1.01.
    assertThat(outcome.deadLetters())
        .extracting(RejectedRecord::reason)
        .containsOnly(RejectReason.SCORE_CLAMPED);
    assertThat(Recordings.play(file)).isEqualTo(outcome);
  }

  private static List<Path> courts(Path shared) throws IOException {
    try (Stream<Path> files = Files.list(shared)) {
      return files.filter(file -> file.toString().endsWith(".jsonl.gz")).sorted().toList();
    }
  }
}
