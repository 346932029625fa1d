package io.posestream.view.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.pose.PoseFrame;
import io.posestream.core.zone.ZoneMap;
import io.posestream.formats.json.Json;
import io.posestream.testkit.browser.Chromium;
import io.posestream.testkit.simulation.DemoScenes;
import io.posestream.view.fixture.Lobby;
import io.posestream.view.server.PageContent;
import io.posestream.view.server.PageContent.Pace;
import io.posestream.view.server.PageOptions;
import io.posestream.view.server.PageServer;
import io.posestream.view.store.ViewStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixteen cameras of six people at 30 frames a second, live in a real browser.
 *
 * <p>By default it looks for a few seconds whether all cameras are drawn. To measure: {@code mvn
 * -pl src/view -am verify -Dit.test=SixteenCamerasITCase -Dpage.seconds=600}.
 */
class SixteenCamerasITCase {
  private static final int CAMERAS = 16;
  private static final int FPS = 30;
  private static final Optional<Integer> ASKED =
      Optional.of(System.getProperty("page.seconds", ""))
          .filter(seconds -> !seconds.isEmpty())
          .map(Integer::valueOf);
  private static final int SECONDS = ASKED.orElse(6);

  @TempDir Path profile;

  private final List<PoseFrame> scene = DemoScenes.crowd(6, 20, FPS).frames();
  private final ViewStore store = new ViewStore(64 << 20);

  @Test
  void allAreDrawnAndMemoryStaysFlat() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "chromium is not installed: the page is not tried");
    ScheduledExecutorService cameras = Executors.newSingleThreadScheduledExecutor();
    PageContent content =
        new PageContent(
            "sixteen cameras",
            Pace.LIVE,
            store,
            ZoneMap.NONE,
            Map.of(),
            Optional.empty(),
            Optional.empty());
    try (PageServer.Started server =
            PageServer.start(new PageOptions("127.0.0.1", 0, Set.of()), content);
        Chromium browser = Chromium.start(profile, 1440, 900, "--enable-precise-memory-info")) {
      browser.preferScheme("dark");
      cameras.scheduleAtFixedRate(
          this::film, 0, 1_000_000 / (FPS * CAMERAS), TimeUnit.MICROSECONDS);
      browser.ask("Performance.enable", Json.MAPPER.createObjectNode());
      browser.open(server.address());
      browser.await("document.querySelectorAll('.tile').length === " + CAMERAS);
      Thread.sleep(3_000);
      measure(browser);
      browser.screenshot(Path.of("target", "screenshots", "sixteen-cameras-dark.png"));
      assertThat(browser.faults()).isEmpty();
    } finally {
      cameras.shutdownNow();
    }
  }

  private int turn;
  private final long beginMillis = System.currentTimeMillis();

  // Cameras are not in step: each in turn.
  private void film() {
    int camera = turn % CAMERAS;
    int number = turn / CAMERAS;
    long millis = beginMillis + 1000L * turn / (FPS * CAMERAS);
    // Each camera shows another part of the scene.
    PoseFrame shown = scene.get((number + 37 * camera) % scene.size());
    store.frame(
        new PoseFrame(
            name(camera),
            number,
            1000 * millis,
            shown.width(),
            shown.height(),
            shown.layout(),
            shown.persons(),
            shown.origin()));
    if (turn % (5 * FPS * CAMERAS) == 0) {
      wave(name(turn / (5 * FPS * CAMERAS) % CAMERAS), millis);
    }
    turn++;
  }

  private static String name(int camera) {
    return "camera-%02d".formatted(camera + 1);
  }

  private void wave(String camera, long millis) {
    String id = "e" + turn;
    store.event(Lobby.event(id, "STARTED", camera, "1", "wave", 1, millis - 2000, -1));
    store.event(Lobby.event(id, "ENDED", camera, "1", "wave", 1, millis - 2000, millis));
  }

  private static void measure(Chromium browser) throws Exception {
    long picturesBefore = figure(browser, "pictures");
    long framesBefore = figure(browser, "frames");
    long receivedBefore = figure(browser, "received");
    double scriptBefore = seconds(browser, "ScriptDuration");
    double taskBefore = seconds(browser, "TaskDuration");
    Duration processorsBefore = browser.processorTime();
    long started = System.nanoTime();
    for (int second = 0; second < SECONDS; second++) {
      if (second % 60 == 0) {
        tellMemory(browser, second);
      }
      Thread.sleep(1000);
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    tellMemory(browser, SECONDS);
    double pictures = (figure(browser, "pictures") - picturesBefore) / seconds;
    double frames = (figure(browser, "frames") - framesBefore) / seconds;
    double received = (figure(browser, "received") - receivedBefore) / seconds;
    System.out.printf(
        "%d cameras x %d frames/s: %.1f pictures/s, %.0f frames drawn/s, %.0f received/s, %d"
            + " thinned%n",
        CAMERAS, FPS, pictures, frames, received, figure(browser, "thinned"));
    Duration processors = browser.processorTime().minus(processorsBefore);
    System.out.printf(
        "a picture of all cameras costs Chromium %.0f ms of processor time, %.1f cores in all%n",
        processors.toMillis() / (pictures * seconds), processors.toMillis() / 1000.0 / seconds);
    System.out.printf(
        "the page's thread: %.0f %% busy, %.0f %% in scripts%n",
        100 * (seconds(browser, "TaskDuration") - taskBefore) / seconds,
        100 * (seconds(browser, "ScriptDuration") - scriptBefore) / seconds);
    assertThat(frames).isGreaterThan(CAMERAS);
    if (ASKED.isPresent()) {
      assertThat(pictures).isGreaterThanOrEqualTo(30);
    }
  }

  // Time of the page's thread since it began.
  private static double seconds(Chromium browser, String metric) throws Exception {
    JsonNode metrics = browser.ask("Performance.getMetrics", Json.MAPPER.createObjectNode());
    for (JsonNode one : metrics.path("metrics")) {
      if (one.path("name").asText().equals(metric)) {
        return one.path("value").asDouble();
      }
    }
    throw new AssertionError("no metric " + metric + " in " + metrics);
  }

  private static long figure(Chromium browser, String name) throws Exception {
    JsonNode value = browser.evaluate("document.documentElement.dataset." + name + " ?? '0'");
    return value.asLong();
  }

  private static void tellMemory(Chromium browser, int second) throws Exception {
    browser.ask("HeapProfiler.collectGarbage", Json.MAPPER.createObjectNode());
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "after %d s: page %.1f MB, server %.1f MB%n",
        second,
        browser.evaluate("performance.memory.usedJSHeapSize").asDouble() / (1 << 20),
        (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 20));
  }
}
