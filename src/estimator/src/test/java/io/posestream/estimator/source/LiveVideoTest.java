package io.posestream.estimator.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posestream.estimator.source.TinyRtspServer.End;
import io.posestream.estimator.video.TinyVideo;
import io.posestream.estimator.video.VideoAddress;
import io.posestream.estimator.video.VideoException;
import io.posestream.testkit.picture.DrawnPeople;
import io.posestream.testkit.simulation.DemoScenes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A camera over RTSP, from this computer to this computer. */
@Timeout(120)
class LiveVideoTest {
  private static final SourceSettings SETTINGS =
      SourceSettings.DEFAULTS
          .withRate(1000)
          .withWaits(Duration.ofSeconds(3), Duration.ofMinutes(1));

  private static byte[] stream = {};

  private final Troubles troubles = new Troubles();

  /** What a listener heard. */
  private static final class Troubles implements LiveListener {
    private final List<String> lost = Collections.synchronizedList(new ArrayList<>());
    private volatile int back;

    @Override
    public void lost(String why, Duration pause) {
      lost.add(why + ", pause " + pause.toMillis());
    }

    @Override
    public void back() {
      back++;
    }
  }

  @BeforeAll
  static void encode(@TempDir Path folder) throws IOException {
    BufferedImage picture = DrawnPeople.draw(DemoScenes.lobby().frames().get(30));
    stream =
        Files.readAllBytes(
            TinyVideo.write(folder.resolve("live.ts"), 15, Collections.nCopies(30, picture)));
  }

  @Test
  void givesPicturesWithTheTimeOfTheDay() throws IOException {
    Instant noon = Instant.parse("2026-06-01T12:00:00Z");
    try (TinyRtspServer camera = new TinyRtspServer(stream, End.SILENCE);
        LiveVideo video = open(camera, SETTINGS, InstantSource.fixed(noon))) {
      TimedPicture picture = video.next().orElseThrow();

      assertThat(picture.picture().size().width()).isEqualTo(256);
      // The newest of the two seconds that the camera sends at once.
      long sinceNoon = picture.micros() - 1000 * noon.toEpochMilli();
      assertThat(sinceNoon).isBetween(0L, 2_000_000L);
    }
  }

  @Test
  void comesBackWhenTheConnectionBreaks() throws IOException {
    try (TinyRtspServer camera = new TinyRtspServer(stream, End.BREAK);
        LiveVideo video = open(camera, SETTINGS)) {
      List<Long> times = new ArrayList<>();
      while (camera.viewers() < 2 || troubles.back == 0) {
        times.add(video.next().orElseThrow().micros());
      }

      assertThat(times).isSorted().doesNotHaveDuplicates();
    }
    assertThat(troubles.lost.get(0)).endsWith(", pause 1000");
  }

  @Test
  void noticesACameraThatSendsNothingAnyMore() throws IOException {
    SourceSettings hasty = SETTINGS.withWaits(Duration.ofSeconds(2), Duration.ZERO);
    try (TinyRtspServer camera = new TinyRtspServer(stream, End.SILENCE);
        LiveVideo video = open(camera, hasty)) {
      assertThatThrownBy(() -> readAll(video))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(camera.url())
          .hasMessageContaining("given up");
    }
  }

  @Test
  void givesUpOnACameraThatStaysAway() throws IOException {
    SourceSettings hasty = SETTINGS.withWaits(Duration.ofSeconds(2), Duration.ofMillis(1500));
    TinyRtspServer camera = new TinyRtspServer(stream, End.BREAK);
    try (camera;
        LiveVideo video = open(camera, hasty)) {
      video.next();
      camera.close();

      assertThatThrownBy(() -> readAll(video)).hasMessageContaining("given up");
    }
    assertThat(troubles.lost).isNotEmpty();
  }

  @Test
  void stopsWhileItWaits() throws Exception {
    try (TinyRtspServer camera = new TinyRtspServer(stream, End.SILENCE);
        LiveVideo video = open(camera, SETTINGS)) {
      video.next();
      Thread stopper = new Thread(video::stop);
      stopper.start();
      readAll(video);
      stopper.join();

      assertThat(video.next()).isEmpty();
    }
  }

  @Test
  void failsAtOnceIfThereIsNoCameraAtFirst() {
    assertThatThrownBy(
            () ->
                LiveVideo.open(
                    VideoAddress.of("rtsp://127.0.0.1:1/live"),
                    SETTINGS,
                    troubles,
                    InstantSource.system()))
        .isInstanceOf(VideoException.class)
        .hasMessageContaining("Connection refused");
    assertThat(troubles.lost).isEmpty();
  }

  private LiveVideo open(TinyRtspServer camera, SourceSettings settings) throws VideoException {
    return open(camera, settings, InstantSource.system());
  }

  private LiveVideo open(TinyRtspServer camera, SourceSettings settings, InstantSource clock)
      throws VideoException {
    return LiveVideo.open(VideoAddress.of(camera.url()), settings, troubles, clock);
  }

  private static void readAll(PictureSource source) throws IOException {
    Optional<TimedPicture> next = source.next();
    while (next.isPresent()) {
      next = source.next();
    }
  }
}
