package io.posestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlAnswer.Outcome;
import io.posestream.core.score.WindowScores;
import io.posestream.formats.recording.Recording;
import io.posestream.job.config.GateOptions;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.WindowOptions;
import io.posestream.job.kafka.FrameSource.Extent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The bundle that answers everybody in one run, with clips for few and second looks, or alone. */
@ExtendWith(TestServers.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CrowdModelITCase {
  private static final Path RECORDING =
      Path.of("../src/cli/src/main/recordings/simulated.jsonl.gz");
  private static final String CROWD = "actions-crowd";
  private static final String CLIPS = "actions-slim";
  private static final String FOLDER = "../models/";

  private static JobTopics topics(String name, String model, int crowdFrom, int secondLooks) {
    return JobTopics.of(name, "hashmap")
        .set(WindowOptions.SCOPES, "person;pair")
        .set(InferenceOptions.MODEL, FOLDER + model)
        .set(GateOptions.CROWD_FROM, String.valueOf(crowdFrom))
        .set(InferenceOptions.SECOND_LOOKS, String.valueOf(secondLooks))
        .set(InferenceOptions.SECOND_LOOK_MODEL, FOLDER + CLIPS);
  }

  private static List<Recording.Line> lines() throws Exception {
    List<Recording.Line> lines = new ArrayList<>();
    try (Recording recording = Recording.open(RECORDING)) {
      recording.forEach(lines::add);
    }
    return lines;
  }

  private static List<Recording.Line> between(long fromMillis, long toMillis) throws Exception {
    return lines().stream()
        .filter(
            line -> {
              long millis = line.frame().orElseThrow().timeMicros() / 1000;
              return millis >= fromMillis && millis < toMillis;
            })
        .toList();
  }

  private static void awaitReadAndDrain(JobTopics topics, JobClient job, Path savepoints)
      throws Exception {
    topics.awaitRead();
    JobTopics.stop(job, true, savepoints);
  }

  @Test
  void goesOnFromASavepointAndReplaysAlikeWithSecondLooks(@TempDir Path savepoints)
      throws Exception {
    JobTopics undisturbed = topics("undisturbed", CROWD, 3, 2);
    undisturbed.send(lines());
    undisturbed.submit(1, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

    JobTopics disturbed = topics("disturbed", CROWD, 3, 2);
    disturbed.send(between(0, 13_000));
    JobClient first = disturbed.submit(1, Extent.UNBOUNDED, Optional.empty());
    disturbed.awaitScores();
    String savepoint = JobTopics.stop(first, false, savepoints);
    int scoredBefore = disturbed.scores().size();
    disturbed.send(between(13_000, Long.MAX_VALUE));
    JobClient second = disturbed.submit(2, Extent.UNBOUNDED, Optional.of(savepoint));
    awaitReadAndDrain(disturbed, second, savepoints);

    assertThat(scoredBefore).isBetween(1, disturbed.scores().size() - 1);
    assertThat(disturbed.scores()).isEqualTo(undisturbed.scores());
    assertThat(disturbed.eventRecordsByCamera())
        .isEqualTo(undisturbed.eventRecordsByCamera())
        .isNotEmpty();
    assertThat(undisturbed.windowScores())
        .extracting(scores -> scores.model().name())
        .contains(CROWD, CLIPS);
  }

  @Test
  void aMessageBringsTheBundleOfCrowdsAndTakesItBack(@TempDir Path savepoints) throws Exception {
    rollsOut(CLIPS, CROWD, savepoints);
  }

  @Test
  void aMessageBringsTheBundleOfClipsToCrowdsAndTakesItBack(@TempDir Path savepoints)
      throws Exception {
    rollsOut(CROWD, CLIPS, savepoints);
  }

  private static void rollsOut(String from, String to, Path savepoints) throws Exception {
    JobTopics topics = topics("rolled-out", from, 1, 0).controlled();
    JobClient job = topics.submit(2, Extent.UNBOUNDED, Optional.empty());
    topics.tell(
        """
        {"id": "load", "type": "model", "step": "load", "bundle": "%s", "shadow": true}
        """
            .formatted(FOLDER + to));
    topics.tell(
        """
        {"id": "switch", "type": "model", "step": "switch", "effective_from_ms": 10000}
        """);
    List<ControlAnswer> answers = topics.awaitAnswers(2);
    topics.send(between(0, 15_000));
    topics.awaitScores();
    String savepoint = JobTopics.stop(job, false, savepoints);
    job = topics.submit(1, Extent.UNBOUNDED, Optional.of(savepoint));
    topics.tell(
        """
        {"id": "back", "type": "model", "step": "back", "effective_from_ms": 20000}
        """);
    topics.awaitAnswers(3);
    topics.send(between(15_000, Long.MAX_VALUE));
    awaitReadAndDrain(topics, job, savepoints);

    assertThat(answers)
        .extracting(ControlAnswer::outcome)
        .containsExactly(Outcome.ACCEPTED, Outcome.ACCEPTED);
    assertServedBy(topics.windowScores(), from, to);
    assertThat(topics.windowScores())
        .extracting(scores -> scores.subject() + "@" + scores.window())
        .doesNotHaveDuplicates();
    assertThat(topics.shadowScores())
        .isNotEmpty()
        .allSatisfy(scores -> assertThat(scores.model().name()).isEqualTo(to));
    JobTopics replay = topics("replay", from, 1, 0).controlled().replaying(topics);
    replay.submit(1, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();
    assertThat(replay.scores()).isEqualTo(topics.scores());
    assertThat(replay.eventRecordsByCamera()).isEqualTo(topics.eventRecordsByCamera()).isNotEmpty();
  }

  private static void assertServedBy(List<WindowScores> scores, String from, String to) {
    assertThat(scores)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            one -> {
              long last = one.window().endMillis() - 1;
              boolean switched = last >= 10_000 && last < 20_000;
              assertThat(one.model().name()).isEqualTo(switched ? to : from);
            })
        .extracting(one -> one.model().name())
        .contains(from, to);
  }
}
