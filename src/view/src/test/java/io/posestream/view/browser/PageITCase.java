package io.posestream.view.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.posestream.core.zone.Corner;
import io.posestream.core.zone.Zone;
import io.posestream.core.zone.ZoneMap;
import io.posestream.testkit.browser.Chromium;
import io.posestream.testkit.model.FakeActionModel;
import io.posestream.view.fixture.Lobby;
import io.posestream.view.model.EventModels;
import io.posestream.view.server.PageContent;
import io.posestream.view.server.PageContent.Pace;
import io.posestream.view.server.PageOptions;
import io.posestream.view.server.PageServer;
import io.posestream.view.store.ViewStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser; screenshots stay in target/screenshots. */
class PageITCase {
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final String TIME = "document.getElementById('time').textContent";
  private static final String EVENTS = "document.querySelectorAll('#events li').length";

  @TempDir Path profile;

  private ViewStore store;
  private PageServer.Started server;
  private Chromium browser;

  @BeforeEach
  void openPage() throws Exception {
    assumeTrue(Chromium.program().isPresent(), "chromium is not installed: the page is not tried");
    store = Lobby.store();
    server = PageServer.start(new PageOptions("127.0.0.1", 0, Set.of()), content(store));
    browser = Chromium.start(profile, 1280, 800);
    browser.preferScheme("light");
    browser.open(server.address());
    browser.await(EVENTS + " === 4");
  }

  @AfterEach
  void close() throws Exception {
    if (browser != null) {
      assertThat(browser.faults()).isEmpty();
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static PageContent content(ViewStore store) {
    Zone door =
        new Zone(
            "door",
            List.of(
                new Corner(0.6, 0.4),
                new Corner(0.9, 0.4),
                new Corner(0.9, 0.9),
                new Corner(0.6, 0.9)));
    return new PageContent(
        "lobby.jsonl",
        Pace.RECORDED,
        store,
        new ZoneMap(Map.of("lobby", List.of(door))),
        Map.of(),
        Optional.of(
            new EventModels(() -> FakeActionModel.named("a"), () -> FakeActionModel.named("b"))),
        Optional.empty());
  }

  // Numbers of the pixels of the first camera, so that a change of its picture is seen.
  private static final String PICTURE =
      "(() => { const c = document.querySelector('[data-camera=lobby] canvas');"
          + " return Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)"
          + ".reduce((sum, v, i) => (sum * 31 + v * (i % 97)) % 1000000007, 7); })()";

  @Test
  void skeletonsMoveAndStopWhenPaused() throws Exception {
    long before = browser.evaluate(PICTURE).asLong();
    browser.await(PICTURE + " !== " + before);

    browser.press(" ");
    Thread.sleep(300);
    long paused = browser.evaluate(PICTURE).asLong();
    Thread.sleep(500);

    assertThat(browser.evaluate(PICTURE).asLong()).isEqualTo(paused);
  }

  @Test
  void anEventThatIsClickedIsToldAndShown() throws Exception {
    browser.click("[data-event=" + Lobby.FALL + "]");
    browser.await("!document.getElementById('details').hidden");
    browser.await(
        "document.querySelector('canvas.sight') && !document.querySelector('canvas.sight').hidden");

    String details = browser.evaluate("document.getElementById('details').textContent").asText();
    assertThat(details)
        .contains("fall", "track 3", "below-threshold", "actions-slim 0.4.0", "100 %");
    assertThat(browser.evaluate(TIME).asText()).startsWith("00:1");
    browser.screenshot(PICTURES.resolve("event-light.png"));
  }

  @Test
  void keysMoveFromEventToEventAndInTime() throws Exception {
    browser.press(" ");
    browser.press("j");
    browser.press("j");
    browser.await("document.querySelector('#details h2')?.textContent === 'wave'");
    String at = browser.evaluate(TIME).asText();
    assertThat(at).isEqualTo("00:04.2");

    browser.press("ArrowRight");

    browser.await(TIME + " === '00:05.2'");
    browser.press("Escape");
    browser.await("document.getElementById('details').hidden");
  }

  @Test
  void theTimelineIsScrubbedAndZoomed() throws Exception {
    browser.press(" ");
    double[] box = box("#timeline");
    browser.click(box[0] + box[2] * 0.6, box[1] + 10);
    browser.await(TIME + ".startsWith('00:1')");
    browser.click("#zoom-in");
    browser.click("#zoom-in");
    browser.click(box[0] + box[2] * 0.98, box[1] + 10);

    browser.await("/^00:2[0-6]\\.\\d$/.test(" + TIME + ")");
  }

  @Test
  void filtersLeaveWhatTheyAskFor() throws Exception {
    browser.evaluate(input("filter-severity", "3"));
    browser.await(EVENTS + " === 1");
    browser.evaluate(input("filter-severity", "0"));
    browser.evaluate(input("filter-action", "kick"));
    browser.await(EVENTS + " === 1");
    browser.evaluate(input("filter-action", ""));
    browser.evaluate(input("filter-camera", "LOB"));
    browser.await(EVENTS + " === 3");

    browser.await("document.querySelectorAll('.tile:not([hidden])').length === 1");
  }

  private static String input(String id, String value) {
    return "(() => { const e = document.getElementById('%s'); e.value = '%s'; e.dispatchEvent(new Event('input', {bubbles: true})); })()"
        .formatted(id, value);
  }

  private double[] box(String selector) throws Exception {
    var box =
        browser.evaluate(
            "(() => { const b = document.querySelector('%s').getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })()"
                .formatted(selector));
    return new double[] {
      box.get(0).asDouble(), box.get(1).asDouble(), box.get(2).asDouble(), box.get(3).asDouble()
    };
  }

  @Test
  void colourFollowsTheSystemUntilOneIsChosen() throws Exception {
    String ground = "getComputedStyle(document.body).backgroundColor";
    String light = browser.evaluate(ground).asText();
    browser.preferScheme("dark");
    browser.await(ground + " !== '" + light + "'");
    browser.screenshot(PICTURES.resolve("page-dark.png"));

    browser.click("#theme");

    browser.await(ground + " === '" + light + "'");
    browser.screenshot(PICTURES.resolve("page-light.png"));
  }

  @Test
  void aPhoneShowsItInOneColumn() throws Exception {
    browser.resize(390, 844, 2);
    browser.await("document.documentElement.scrollWidth <= 390");

    assertThat(
            browser.evaluate("document.querySelector('.side').getBoundingClientRect().y").asInt())
        .isGreaterThan(
            browser
                    .evaluate("document.querySelector('.stage').getBoundingClientRect().bottom")
                    .asInt()
                - 1);
    browser.screenshot(PICTURES.resolve("phone-light.png"));
  }

  @Test
  void whatIsRefusedIsToldByCamera() throws Exception {
    browser.click("#tab-health");
    browser.await("document.getElementById('health').textContent.includes('duplicate-frame × 3')");
    browser.screenshot(PICTURES.resolve("cameras-light.png"));
  }

  @Test
  void namesOfCamerasAreTextAndNothingElse() throws Exception {
    store.event(
        Lobby.event(
            "x", "STARTED", "<img src=x onerror=alert(1)>", "<b>7</b>", "fall", 0, 1000, -1));

    browser.await(EVENTS + " === 5");
    browser.await("document.querySelectorAll('.tile').length === 3");

    assertThat(browser.evaluate("document.querySelectorAll('img[src=x], .when b').length").asInt())
        .isZero();
    assertThat(browser.evaluate("document.getElementById('events').textContent").asText())
        .contains("<img src=x onerror=alert(1)>");
  }

  @Test
  void anEventIsVisibleWhenItHasCome() throws Exception {
    long came = System.currentTimeMillis();
    store.event(Lobby.event("new", "STARTED", "yard", "22", "jump", 0, 20_000, -1));
    browser.await("document.documentElement.dataset.newestEvent === 'new'");

    assertThat(browser.evaluate("document.querySelectorAll('[data-event=new]').length").asInt())
        .isEqualTo(1);
    long visible =
        browser.evaluate("Number(document.documentElement.dataset.newestEventSeen)").asLong();
    System.out.printf("an event is visible %d ms after it came to the server%n", visible - came);
  }

  @Test
  void nothingIsAskedOfOtherHosts() {
    String own = server.address();

    assertThat(browser.requests())
        .isNotEmpty()
        .allMatch(url -> url.startsWith(own) || url.startsWith("blob:"));
  }
}
