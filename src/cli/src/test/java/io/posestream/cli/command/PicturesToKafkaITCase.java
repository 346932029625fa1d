package io.posestream.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.cli.page.BrowserPictures;
import io.posestream.core.picture.Picture;
import io.posestream.core.pose.FrameOrigin;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import io.posestream.estimator.EstimatorSettings;
import io.posestream.estimator.PoseEstimator;
import io.posestream.flink.avro.FrameMessage;
import io.posestream.job.kafka.TopicReader;
import io.posestream.job.kafka.TopicReader.From;
import io.posestream.testkit.kafka.EmbeddedKafka;
import io.posestream.testkit.picture.DrawnPeople;
import io.posestream.testkit.simulation.Scene;
import io.posestream.testkit.simulation.actor.Actor;
import io.posestream.view.server.PictureInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From pictures to the topic of the frames. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PicturesToKafkaITCase {
  private static final Path ESTIMATOR = Path.of("../../models/movenet-multipose");
  private static final long NOON = 1_700_000_000_000L;

  private final EmbeddedKafka broker = EmbeddedKafka.start();

  @AfterAll
  void stopTheBroker() {
    broker.close();
  }

  @Test
  void writesThePosesOfPicturesToATopic(@TempDir Path folder) throws IOException {
    broker.createTopic("poses", 1);
    for (int i = 0; i < 3; i++) {
      Files.write(folder.resolve(i + ".jpg"), picture());
    }

    CommandRun run =
        CommandRun.of(
            "poses",
            folder.toString(),
            "--camera",
            "hall",
            "--bootstrap",
            broker.bootstrapServers(),
            "--topic",
            "poses",
            "--start",
            String.valueOf(NOON));

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<PoseFrame> frames = frames("poses");
    assertThat(frames).hasSize(3).allSatisfy(frame -> assertThat(frame.camera()).isEqualTo("hall"));
    assertThat(frames)
        .extracting(PoseFrame::timeMillis)
        .containsExactly(NOON, NOON + 66, NOON + 133);
    // Ids of another run of the tracker differ.
    assertThat(frames.get(0).persons())
        .extracting(Person::trackId)
        .singleElement()
        .asString()
        .matches("\\d{13}-1");
  }

  @Test
  void writesPicturesWithThePosesIfAsked(@TempDir Path folder) throws IOException {
    broker.createTopic("pictured", 1);
    Files.write(folder.resolve("0.jpg"), picture());

    CommandRun run =
        CommandRun.of(
            "poses",
            folder.toString(),
            "--pictures",
            "--picture-size",
            "480",
            "--bootstrap",
            broker.bootstrapServers(),
            "--topic",
            "pictured");

    assertThat(run.exitCode()).as(run.err()).isZero();
    Picture sent = frames("pictured").get(0).picture().orElseThrow();
    assertThat(sent.width()).isEqualTo(480);
    assertThat(ImageIO.read(new ByteArrayInputStream(sent.bytes())).getWidth()).isEqualTo(480);
  }

  @Test
  void saysInOneLineThatThereIsNoBroker(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("0.jpg"), picture());

    CommandRun run =
        CommandRun.of(
            "poses",
            folder.toString(),
            "--bootstrap",
            "127.0.0.1:1",
            "--kafka",
            "max.block.ms=500");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains("topic pose.frames.v1");
  }

  @Test
  void writesThePosesOfABrowsersPictures() throws IOException {
    broker.createTopic("laptop", 1);
    try (BrowserPictures input = laptop("laptop");
        PictureInput.Session camera = input.open("me")) {
      camera.picture(picture(), NOON);
      camera.picture(picture(), NOON + 70);
    }

    List<PoseFrame> frames = frames("laptop");
    assertThat(frames).extracting(PoseFrame::timeMillis).containsExactly(NOON, NOON + 70);
    assertThat(frames.get(1).persons())
        .extracting(Person::trackId)
        .isEqualTo(frames.get(0).persons().stream().map(Person::trackId).toList());
  }

  @Test
  void refusesWhatABrowserSendsInsteadOfAPicture() throws IOException {
    try (BrowserPictures input = laptop("laptop");
        PictureInput.Session camera = input.open("me")) {
      assertThatThrownBy(() -> camera.picture(new byte[] {1, 2, 3}, NOON))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expected a JPEG");
    }
  }

  private BrowserPictures laptop(String topic) {
    return new BrowserPictures(
        () -> PoseEstimator.open(ESTIMATOR, EstimatorSettings.DEFAULTS),
        broker.bootstrapServers(),
        Map.of(),
        topic);
  }

  private static byte[] picture() {
    return DrawnPeople.jpeg(
        Scene.camera("hall")
            .fps(5)
            .seconds(1)
            .seed(3)
            .with(Actor.waver("1", 0, 4.6, 0, 1).stature(1.78))
            .simulate()
            .frames()
            .get(0));
  }

  private List<PoseFrame> frames(String topic) {
    List<PoseFrame> frames = new ArrayList<>();
    FrameMessage avro = new FrameMessage();
    try (TopicReader reader =
        new TopicReader(broker.bootstrapServers(), Map.of(), topic, From.BEGINNING)) {
      reader.drain(record -> frames.add(avro.decode(record.value(), FrameOrigin.UNKNOWN)));
    }
    return frames;
  }
}
