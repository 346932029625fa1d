package io.posestream.view.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.posestream.core.pose.PoseFrame;
import io.posestream.core.zone.ZoneMap;
import io.posestream.testkit.browser.Chromium;
import io.posestream.testkit.simulation.DemoScenes;
import io.posestream.view.server.PageContent;
import io.posestream.view.server.PageContent.Pace;
import io.posestream.view.server.PageOptions;
import io.posestream.view.server.PageServer;
import io.posestream.view.server.PictureInput;
import io.posestream.view.store.ViewStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The camera of a browser, which Chromium plays. */
class BrowserCameraITCase {
  private static final String[] FAKE = {
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"
  };

  @TempDir Path profile;

  @BeforeEach
  void requireChromium() {
    assumeTrue(Chromium.program().isPresent(), "chromium is not installed: the page is not tried");
  }

  @Test
  void picturesReachTheEstimatorOneAtATimeAndFramesComeBack() throws Exception {
    ViewStore store = new ViewStore(1 << 20);
    Pretended estimator = new Pretended(store);
    PageContent content =
        new PageContent(
            "camera",
            Pace.LIVE,
            store,
            ZoneMap.NONE,
            Map.of(),
            Optional.empty(),
            Optional.of(estimator));
    try (PageServer.Started server =
            PageServer.start(new PageOptions("127.0.0.1", 0, Set.of()), content);
        Chromium browser = Chromium.start(profile, 1000, 700, FAKE)) {
      browser.open(server.address());
      browser.click("#use-camera");
      browser.await("Number(document.documentElement.dataset.received) > 5");
      browser.await("document.querySelector('[data-camera=this-computer]') !== null");
      browser.click("#use-camera");
      browser.await("document.getElementById('use-camera').textContent.startsWith('Use')");
      assertThat(browser.faults()).isEmpty();
    }

    assertThat(estimator.widths).isNotEmpty().allMatch(width -> width == 640);
    assertThat(estimator.mostAtOnce).hasValue(1);
  }

  /**
   * With {@code ./posestream demo --browser-camera} running, {@code -Dpage.address} its address and
   * {@code -Dpage.film} a film of a fall as {@code .y4m} or {@code .mjpeg}.
   */
  @Test
  void aFallBeforeTheCameraComesBackAsAnEvent() throws Exception {
    String film = System.getProperty("page.film", "");
    assumeTrue(!film.isEmpty(), "no film is given by -Dpage.film: the whole way is not tried");
    try (Chromium browser =
        Chromium.start(
            profile, 1280, 800, FAKE[0], FAKE[1], "--use-file-for-fake-video-capture=" + film)) {
      browser.preferScheme("dark");
      browser.open(System.getProperty("page.address", "http://127.0.0.1:8900/"));
      browser.click("#use-camera");
      browser.await(
          "[...document.querySelectorAll('#events b')].some((b) => b.textContent === 'fall')");
      browser.screenshot(Path.of("target", "screenshots", "browser-camera.png"));
      assertThat(browser.faults()).isEmpty();
    }
  }

  /** Answers each picture with the next frame of the simulated lobby. */
  private static final class Pretended implements PictureInput, PictureInput.Session {
    private final List<PoseFrame> lobby = DemoScenes.lobby().frames();
    private final ViewStore store;
    private final List<Integer> widths = new CopyOnWriteArrayList<>();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    Pretended(ViewStore store) {
      this.store = store;
    }

    @Override
    public Session open(String camera) {
      return this;
    }

    @Override
    public void picture(byte[] jpeg, long timeMillis) throws IOException {
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(jpeg));
      PoseFrame pose = lobby.get(widths.size());
      store.frame(
          new PoseFrame(
              "this-computer",
              widths.size(),
              1000 * timeMillis,
              pose.width(),
              pose.height(),
              pose.layout(),
              pose.persons(),
              pose.origin()));
      widths.add(picture.getWidth());
      atOnce.decrementAndGet();
    }

    @Override
    public void close() {}
  }
}
