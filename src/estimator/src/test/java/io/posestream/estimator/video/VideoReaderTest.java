package io.posestream.estimator.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.estimator.picture.Picture;
import io.posestream.estimator.picture.PictureSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class VideoReaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;

  VideoReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsEveryPictureWithItsTime() throws IOException {
    List<Long> times = new ArrayList<>();
    try (VideoReader reader = open(video("grey.mp4", 12, 64, 48))) {
      assertThat(reader.durationMicros()).hasValue(1_200_000);
      while (reader.next()) {
        times.add(reader.micros().orElseThrow());
      }
    }

    assertThat(times).hasSize(12);
    assertThat(times.get(11) - times.get(0)).isEqualTo(1_100_000);
  }

  /** A phone that was held upright stores what lies on its side, and a matrix. */
  @Test
  void turnsPicturesAsTheContainerSays() throws IOException {
    BufferedImage stored = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
    stored.createGraphics().fillRect(0, 0, 32, 32);
    int one = 1 << 16;
    List<Integer> clockwise = List.of(0, one, 0, -one, 0, 0, 32 * one, 0, 1 << 30);
    Path file =
        TinyVideo.write(
            folder.resolve("turned.mp4"), 10, Collections.nCopies(2, stored), clockwise);

    try (VideoReader reader = open(file)) {
      reader.next();
      Picture picture = reader.picture(64);

      assertThat(picture.taken()).isEqualTo(new PictureSize(32, 64));
      assertThat(picture.rgb()[0] & 0xff).as("above").isGreaterThan(200);
      assertThat(picture.rgb()[picture.rgb().length - 1] & 0xff).as("below").isLessThan(50);
    }
  }

  @Test
  void givesPicturesInTheSizeAsked() throws IOException {
    try (VideoReader reader = open(video("grey.mp4", 2, 64, 48))) {
      reader.next();
      Picture picture = reader.picture(32);

      assertThat(picture.size()).isEqualTo(new PictureSize(32, 24));
      assertThat(picture.taken()).isEqualTo(new PictureSize(64, 48));
    }
  }

  @Test
  void seesColoursAsTheyWere() throws IOException {
    try (VideoReader reader = open(video("blue.mp4", 2, 64, 48))) {
      reader.next();
      byte[] rgb = reader.picture(32).rgb();
      int middle = 3 * (12 * 32 + 16);

      assertThat(rgb[middle] & 0xff).isBetween(15, 65);
      assertThat(rgb[middle + 1] & 0xff).isBetween(75, 125);
      assertThat(rgb[middle + 2] & 0xff).isBetween(175, 225);
    }
  }

  @Test
  void readsPicturesOfOddSizes() throws IOException {
    try (VideoReader reader = open(video("odd.mp4", 2, 50, 38))) {
      reader.next();

      assertThat(reader.picture(33).size()).isEqualTo(new PictureSize(33, 25));
    }
  }

  @Test
  void readsWhatIsThereOfAFileThatIsCutOff() throws IOException {
    byte[] whole = Files.readAllBytes(video("whole.ts", 40, 64, 48));
    Path cut = Files.write(folder.resolve("cut.ts"), Arrays.copyOf(whole, whole.length / 2));

    int pictures = 0;
    try (VideoReader reader = open(cut)) {
      while (reader.next()) {
        pictures++;
      }
    }
    assertThat(pictures).isBetween(5, 39);
  }

  @Test
  void refusesAFileThatIsNoVideo() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.mp4"), "no video at all\n".repeat(500));

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(VideoException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageNotContaining("file:");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.mp4"));

    assertThatThrownBy(() -> open(file)).isInstanceOf(VideoException.class);
  }

  @Test
  void namesAFileThatIsMissing() {
    assertThatThrownBy(() -> open(folder.resolve("gone.mp4")))
        .isInstanceOf(VideoException.class)
        .hasMessageContaining("gone.mp4: cannot open it: No such file");
  }

  @Test
  void saysThatNobodyAnswers() {
    // Port 1 of this machine: nobody listens there.
    VideoAddress address = VideoAddress.of("rtsp://127.0.0.1:1/live");

    assertThatThrownBy(() -> VideoReader.open(address, PATIENCE))
        .isInstanceOf(VideoException.class)
        .hasMessage("rtsp://127.0.0.1:1/live: cannot open it: Connection refused");
  }

  @Test
  void doesNotWaitForEverForAServerThatSaysNothing() throws IOException {
    try (ServerSocket silent = new ServerSocket(0)) {
      VideoAddress address =
          VideoAddress.of("rtsp://127.0.0.1:%d/live".formatted(silent.getLocalPort()));

      assertThatThrownBy(() -> VideoReader.open(address, Duration.ofMillis(300)))
          .isInstanceOf(VideoException.class)
          .hasMessageEndingWith("no answer for too long");
    }
  }

  @Test
  void losesPatienceWithEachOfManyServersThatSayNothing() throws IOException {
    for (int server = 0; server < 15; server++) {
      doesNotWaitForEverForAServerThatSaysNothing();
    }
  }

  @Test
  void namesACameraThatIsNotThere() {
    VideoAddress address = VideoAddress.of("/dev/video973");

    assertThatThrownBy(() -> VideoReader.open(address, PATIENCE))
        .isInstanceOf(VideoException.class)
        .hasMessageContaining("/dev/video973");
  }

  @Test
  void closesTwice() throws IOException {
    VideoReader reader = open(video("grey.mp4", 2, 64, 48));
    reader.close();
    reader.close();
  }

  private static VideoReader open(Path file) throws VideoException {
    return VideoReader.open(VideoAddress.ofFile(file), PATIENCE);
  }

  private Path video(String name, int pictures, int width, int height) throws VideoException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(40, 100, 200));
    pen.fillRect(0, 0, width, height);
    pen.dispose();
    return TinyVideo.write(folder.resolve(name), 10, Collections.nCopies(pictures, image));
  }
}
