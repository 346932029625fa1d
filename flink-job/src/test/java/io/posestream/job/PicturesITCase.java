package io.posestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.picture.Picture;
import io.posestream.core.picture.PictureFormat;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.recording.Recording;
import io.posestream.job.config.FrameOptions;
import io.posestream.job.config.InferenceOptions;
import io.posestream.job.config.KafkaOptions;
import io.posestream.job.kafka.FrameSource.Extent;
import io.posestream.testkit.simulation.DemoScenes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Exactly once, and the same on a replay, with pictures in the state of a model that needs them.
 */
@ExtendWith(TestServers.class)
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class PicturesITCase {
  // Its weights are random; pictures change its answers.
  private static final Path MODEL = Path.of("../src/onnx/src/test/resources/tiny-pictures");
  private static final long LAST_MILLIS = 14_000;

  @ParameterizedTest(name = "{2} state, {0} subtasks, then {1}")
  @CsvSource({"1, 2, hashmap", "2, 1, rocksdb"})
  void scoresOnceAndTheSameThroughARestore(
      int before, int after, String backend, @TempDir Path savepoints) throws Exception {
    List<Recording.Line> lines = lines();
    JobTopics undisturbed = topics("undisturbed", backend);
    undisturbed.send(lines);
    undisturbed.submit(after, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

    JobTopics disturbed = topics("disturbed", backend);
    int half = lines.size() / 2;
    disturbed.send(lines.subList(0, half));
    JobClient first = disturbed.submit(before, Extent.UNBOUNDED, Optional.empty());
    disturbed.awaitScores();
    String savepoint = JobTopics.stop(first, false, savepoints);
    System.out.printf("%s: savepoint of two cameras: %d bytes%n", backend, bytes(savepoints));
    int scoredBefore = disturbed.scores().size();
    disturbed.send(lines.subList(half, lines.size()));
    JobClient second = disturbed.submit(after, Extent.UNBOUNDED, Optional.of(savepoint));
    disturbed.awaitRead();
    JobTopics.stop(second, true, savepoints);

    JobTopics blind = topics("blind", backend);
    blind.set(FrameOptions.PICTURES, "ignored");
    blind.set(KafkaOptions.FRAMES_TOPIC, undisturbed.config().get(KafkaOptions.FRAMES_TOPIC));
    blind.submit(after, Extent.BOUNDED, Optional.empty()).getJobExecutionResult().get();

    assertThat(scoredBefore).isBetween(1, disturbed.scores().size() - 1);
    assertThat(disturbed.scores()).isEqualTo(undisturbed.scores()).doesNotHaveDuplicates();
    assertThat(disturbed.eventRecordsByCamera()).isEqualTo(undisturbed.eventRecordsByCamera());
    // It were no test if pictures counted for nothing.
    assertThat(blind.scores()).hasSameSizeAs(undisturbed.scores());
    assertThat(blind.scores()).doesNotContainAnyElementsOf(undisturbed.scores());
  }

  private static JobTopics topics(String prefix, String backend) {
    return JobTopics.of(prefix, backend)
        .set(InferenceOptions.MODEL, MODEL.toString())
        .set(InferenceOptions.SCENE_MODEL, MODEL.toString())
        .set(FrameOptions.PICTURES, "used");
  }

  private static List<Recording.Line> lines() {
    return DemoScenes.demo().frames().stream()
        .filter(frame -> frame.timeMillis() < LAST_MILLIS)
        .map(frame -> frame.withPicture(Optional.of(picture(frame))))
        .map(frame -> new Recording.Line(new byte[0], Optional.of(frame)))
        .toList();
  }

  // Another noise for each frame, so that a picture in the wrong place shows.
  private static Picture picture(PoseFrame frame) {
    Random random = new Random(31 * frame.number() + frame.camera().hashCode());
    BufferedImage image = new BufferedImage(64, 36, BufferedImage.TYPE_INT_RGB);
    int level = 0x010101 * random.nextInt(200);
    for (int i = 0; i < 64 * 36; i++) {
      image.setRGB(i % 64, i / 64, level + random.nextInt(50));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, PictureFormat.JPEG.id(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Picture.owning(PictureFormat.JPEG, 64, 36, file.toByteArray());
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
