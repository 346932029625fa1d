package io.posestream.view.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.posestream.core.zone.ZoneMap;
import io.posestream.onnx.OnnxActionModel;
import io.posestream.onnx.bundle.Bundle;
import io.posestream.onnx.device.OnnxOptions;
import io.posestream.testkit.browser.Chromium;
import io.posestream.view.feed.FileFeed;
import io.posestream.view.model.EventModels;
import io.posestream.view.server.PageContent;
import io.posestream.view.server.PageContent.Pace;
import io.posestream.view.server.PageOptions;
import io.posestream.view.server.PageServer;
import io.posestream.view.store.ViewStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the page that the documentation shows, of what {@code ./posestream demo}
 * left in {@code demo-output}; see {@code docs/pictures/make}.
 */
class DocumentedPicturesITCase {
  private static final Path HOME = Path.of("..", "..").toAbsolutePath().normalize();

  @TempDir Path profile;

  @Test
  void picturesOfTheDemo() throws Exception {
    String folder = System.getProperty("page.pictures", "");
    assumeTrue(!folder.isEmpty(), "pictures of the documentation are taken with -Dpage.pictures");
    PageContent content = demo();
    try (PageServer.Started server =
            PageServer.start(new PageOptions("127.0.0.1", 0, Set.of()), content);
        Chromium browser = Chromium.start(profile, 1280, 800)) {
      picture(browser, server, "dark", 1, Path.of(folder, "page-dark.png"));
      picture(browser, server, "light", 1, Path.of(folder, "page-light.png"));
      browser.resize(390, 800, 2);
      picture(browser, server, "dark", 0, Path.of(folder, "page-phone.png"));
    } finally {
      content.models().ifPresent(EventModels::close);
    }
  }

  private static PageContent demo() throws Exception {
    ViewStore store = new ViewStore(64 << 20);
    FileFeed feed = new FileFeed(store);
    feed.events(HOME.resolve("demo-output/events.jsonl"));
    feed.scores(HOME.resolve("demo-output/scores.jsonl"));
    feed.recording(
        HOME.resolve("src/cli/src/main/recordings/simulated.jsonl.gz"), UnaryOperator.identity());
    EventModels models = new EventModels(() -> open("actions-slim"), () -> open("scenes-slim"));
    return new PageContent(
        "simulated.jsonl.gz",
        Pace.RECORDED,
        store,
        ZoneMap.NONE,
        Map.of(),
        Optional.of(models),
        Optional.empty());
  }

  private static OnnxActionModel open(String bundle) {
    return OnnxActionModel.open(
        Bundle.read(HOME.resolve("models").resolve(bundle)), OnnxOptions.DEFAULTS);
  }

  // The fall, a moment after its begin.
  private static void picture(
      Chromium browser, PageServer.Started server, String scheme, int details, Path file)
      throws Exception {
    browser.preferScheme(scheme);
    browser.open(server.address());
    browser.await("document.querySelectorAll('#events li').length > 3");
    browser.press(" ");
    browser.evaluate(
        "[...document.querySelectorAll('#events button')]"
            + ".find((b) => b.querySelector('b').textContent === 'fall').click()");
    browser.await("document.querySelector('canvas.sight')?.hidden === false");
    if (details == 0) {
      browser.press("Escape");
    }
    browser.evaluate("document.activeElement.blur()");
    browser.press("ArrowRight");
    Thread.sleep(1_500);
    browser.screenshot(file);
  }
}
