package io.posestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.event.ActionEvent;
import io.posestream.core.event.Phase;
import io.posestream.core.model.ActionModelFactory;
import io.posestream.formats.recording.Recording;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.testkit.model.FakeModelFactory;
import io.posestream.testkit.simulation.DemoScenes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every build goes on from the savepoints of whole jobs of released builds. A savepoint is added
 * for a release by {@code mvn -pl flink-job -am verify -Dit.test=ReleasedSavepointITCase
 * -Dreleased.make=v2}, and none is ever changed.
 */
@ExtendWith(TestServers.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ReleasedSavepointITCase {
  private static final Path RELEASED = Path.of("src/test/resources/released-job");
  // In the lobby one waves until the ninth second, and lies from the twelfth to the last.
  private static final long HALF_MILLIS = 20_000;
  private static final Optional<ActionModelFactory> MODEL =
      Optional.of(FakeModelFactory.named("released"));

  @ParameterizedTest
  @ValueSource(strings = "v1")
  void goesOnFromASavepointOfAReleasedJob(String release, @TempDir Path savepoints)
      throws Exception {
    List<Recording.Line> lines = lines(release);
    JobTopics undisturbed = JobTopics.of("undisturbed", "hashmap");
    undisturbed.send(lines);
    undisturbed.submit(1, Extent.BOUNDED, Optional.empty(), MODEL).getJobExecutionResult().get();
    JobTopics restored = new JobTopics("released", "hashmap");
    restored.send(lines);

    JobClient job = restored.submit(1, Extent.UNBOUNDED, Optional.of(savepoint(release)), MODEL);
    restored.awaitRead();
    JobTopics.stop(job, true, savepoints);

    assertGoesOn(restored, undisturbed);
  }

  private static void assertGoesOn(JobTopics restored, JobTopics undisturbed) throws Exception {
    assertThat(restored.scores()).isNotEmpty().isSubsetOf(undisturbed.scores());
    assertThat(restored.windowScores())
        .containsAll(
            undisturbed.windowScores().stream()
                .filter(scores -> scores.window().endMillis() > HALF_MILLIS + 1_000)
                .toList());
    assertThat(restored.events()).isSubsetOf(undisturbed.events());
    List<ActionEvent> events = restored.events("lobby");
    List<String> started =
        events.stream()
            .filter(event -> event.phase() == Phase.STARTED)
            .map(ActionEvent::eventId)
            .toList();
    assertThat(events)
        .as("steps of an action that began before the savepoint")
        .extracting(ActionEvent::eventId)
        .anyMatch(id -> !started.contains(id));
  }

  private static List<Recording.Line> lines(String release) throws Exception {
    List<Recording.Line> lines = new ArrayList<>();
    try (Recording recording =
        Recording.open(RELEASED.resolve(release).resolve("frames.jsonl.gz"))) {
      recording.forEach(lines::add);
    }
    return lines;
  }

  private static String savepoint(String release) throws Exception {
    try (Stream<Path> folders = Files.list(RELEASED.resolve(release))) {
      return folders.filter(Files::isDirectory).findFirst().orElseThrow().toUri().toString();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "released.make", matches = "v\\d+")
  void makesASavepoint() throws Exception {
    String release = System.getProperty("released.make");
    Path folder = Files.createDirectories(RELEASED.resolve(release));
    Recording.write(DemoScenes.lobby().frames(), folder.resolve("frames.jsonl.gz"));
    JobTopics topics = new JobTopics("released", "hashmap");
    topics.send(
        lines(release).stream()
            .filter(line -> line.frame().orElseThrow().timeMillis() < HALF_MILLIS)
            .toList());
    JobClient job = topics.submit(2, Extent.UNBOUNDED, Optional.empty(), MODEL);
    awaitLastWindow(topics);
    String saved =
        job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
            .get();

    assertThat(saved).contains(release);
  }

  // No end marks here: the frames that follow are read from where these end.
  private static void awaitLastWindow(JobTopics topics) throws Exception {
    while (topics.windowScores().stream()
        .noneMatch(scores -> scores.window().endMillis() > HALF_MILLIS - 3_000)) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
