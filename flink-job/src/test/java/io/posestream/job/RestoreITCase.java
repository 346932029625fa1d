package io.posestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.formats.recording.Recording;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.kafka.FrameSource.Extent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A job that is stopped in mid-stream and started again writes what an undisturbed one writes. */
@ExtendWith(TestServers.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RestoreITCase {
  private static final Path RECORDING =
      Path.of("../src/cli/src/main/recordings/simulated.jsonl.gz");

  private static JobTopics undisturbed;

  @SuppressWarnings("NullAway.Init") // Started before all tests.
  RestoreITCase() {}

  @BeforeAll
  static void runUndisturbed() throws Exception {
    undisturbed = JobTopics.of("undisturbed", "hashmap");
    undisturbed.send(lines());
    undisturbed.submit(2, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();
  }

  @ParameterizedTest(name = "{2} state, {0} subtasks, then {1}")
  @CsvSource({"1, 2, hashmap", "2, 1, rocksdb"})
  void unionOfTheOutputsEqualsAnUndisturbedRun(
      int before, int after, String backend, @TempDir Path savepoints) throws Exception {
    List<Recording.Line> lines = lines();
    JobTopics disturbed = JobTopics.of("disturbed", backend);
    int half = lines.size() / 2;
    disturbed.send(lines.subList(0, half));
    JobClient first = disturbed.submit(before, Extent.UNBOUNDED, Optional.empty());
    disturbed.awaitScores();
    String savepoint = JobTopics.stop(first, false, savepoints);
    int scoredBefore = disturbed.scores().size();
    disturbed.send(lines.subList(half, lines.size()));
    // Splits in the savepoint have no end: the job is drained once it has read everything.
    JobClient second = disturbed.submit(after, Extent.UNBOUNDED, Optional.of(savepoint));
    disturbed.awaitRead();
    JobTopics.stop(second, true, savepoints);

    assertThat(scoredBefore).isBetween(1, disturbed.scores().size() - 1);
    assertThat(disturbed.scores()).isEqualTo(undisturbed.scores());
    assertThat(disturbed.events()).isEqualTo(undisturbed.events()).isNotEmpty();
  }

  /** A job is given a control topic, or loses it: what it knew of its cameras stays. */
  @ParameterizedTest(name = "controlled at first: {0}")
  @ValueSource(booleans = {false, true})
  void goesOnWithOrWithoutAControlTopic(boolean controlledFirst, @TempDir Path savepoints)
      throws Exception {
    List<Recording.Line> lines = lines();
    JobTopics disturbed = JobTopics.of("disturbed", "hashmap").controlled();
    String control = disturbed.config().get(KafkaOptions.CONTROL_TOPIC);
    int half = lines.size() / 2;
    disturbed.set(KafkaOptions.CONTROL_TOPIC, controlledFirst ? control : "");
    disturbed.send(lines.subList(0, half));
    JobClient first = disturbed.submit(2, Extent.UNBOUNDED, Optional.empty());
    disturbed.awaitScores();
    String savepoint = JobTopics.stop(first, false, savepoints);
    disturbed.set(KafkaOptions.CONTROL_TOPIC, controlledFirst ? "" : control);
    disturbed.send(lines.subList(half, lines.size()));
    JobClient second = disturbed.submit(2, Extent.UNBOUNDED, Optional.of(savepoint));
    disturbed.awaitRead();
    JobTopics.stop(second, true, savepoints);

    assertThat(disturbed.scores()).isEqualTo(undisturbed.scores());
    assertThat(disturbed.events()).isEqualTo(undisturbed.events()).isNotEmpty();
  }

  /** Read as they come, with pauses, and again as fast as they can be, by another parallelism. */
  @Test
  void replayOfATopicGivesTheEventsOfTheLiveRunByteForByte(@TempDir Path savepoints)
      throws Exception {
    List<Recording.Line> lines = lines();
    JobTopics live = JobTopics.of("live", "hashmap");
    JobClient running = live.submit(2, Extent.UNBOUNDED, Optional.empty());
    int chunk = lines.size() / 12 + 1;
    for (int from = 0; from < lines.size(); from += chunk) {
      live.send(lines.subList(from, Math.min(lines.size(), from + chunk)));
      TimeUnit.MILLISECONDS.sleep(300);
    }
    live.awaitRead();
    JobTopics.stop(running, true, savepoints);

    JobTopics replay = JobTopics.of("replay", "rocksdb");
    replay.set(KafkaOptions.FRAMES_TOPIC, live.config().get(KafkaOptions.FRAMES_TOPIC));
    replay.submit(1, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

    assertThat(replay.eventRecordsByCamera()).isEqualTo(live.eventRecordsByCamera()).isNotEmpty();
  }

  @Test
  void atLeastOnceDeliversEverythingAsWell() throws Exception {
    JobTopics topics = JobTopics.of("loose", "hashmap");
    topics.set(KafkaOptions.DELIVERY, "at-least-once");
    topics.send(lines());
    topics.submit(2, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

    assertThat(topics.scores()).isEqualTo(undisturbed.scores());
  }

  private static List<Recording.Line> lines() throws Exception {
    List<Recording.Line> lines = new ArrayList<>();
    try (Recording recording = Recording.open(RECORDING)) {
      recording.forEach(lines::add);
    }
    return lines;
  }
}
