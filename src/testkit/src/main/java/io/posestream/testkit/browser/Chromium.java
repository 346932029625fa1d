package io.posestream.testkit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real Chromium without a window, driven through its DevTools protocol; one page.
 *
 * <p>Closing ends the browser.
 */
public final class Chromium implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LISTENING = "DevTools listening on ";

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<String> faults = java.util.Collections.synchronizedList(new ArrayList<>());
  private final List<String> requests = java.util.Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger numbers = new AtomicInteger();

  /** Returns the browser's program, if there is one on the path. */
  public static Optional<Path> program() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
        .flatMap(
            folder ->
                java.util.stream.Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Chromium(Process process, WebSocket.Builder builder, URI page) throws Exception {
    this.process = process;
    this.socket = builder.buildAsync(page, new Answers()).get(30, TimeUnit.SECONDS);
  }

  /**
   * Starts a browser with an empty page.
   *
   * @param profile an empty folder for its files
   * @param width of the page in pixels
   * @param height of the page in pixels
   * @param more further arguments
   */
  public static Chromium start(Path profile, int width, int height, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                program().orElseThrow().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--window-size=%d,%d".formatted(width, height),
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0"));
    command.addAll(List.of(more));
    command.add("about:blank");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      URI browser = listening(process);
      HttpClient client = HttpClient.newHttpClient();
      Chromium chromium =
          new Chromium(process, client.newWebSocketBuilder(), pageOf(client, browser));
      chromium.ask("Page.enable");
      chromium.ask("Runtime.enable");
      chromium.ask("Network.enable");
      chromium.resize(width, height, 1);
      return chromium;
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI listening(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(LISTENING)) {
        // What it says later must not fill the pipe.
        Thread drain = new Thread(() -> lines.lines().forEach(rest -> {}), "chromium-output");
        drain.setDaemon(true);
        drain.start();
        return URI.create(line.substring(LISTENING.length()).strip());
      }
      said.append(line).append('\n');
    }
    throw new IOException("chromium did not start:\n" + said);
  }

  private static URI pageOf(HttpClient client, URI browser) throws Exception {
    URI list = URI.create("http://127.0.0.1:%d/json/list".formatted(browser.getPort()));
    String targets =
        client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
    for (JsonNode target : MAPPER.readTree(targets)) {
      if (target.path("type").asText().equals("page")) {
        return URI.create(target.path("webSocketDebuggerUrl").asText());
      }
    }
    throw new IOException("chromium has no page: " + targets);
  }

  /** Sets the size of the page, and how many pixels of the screen make one of its own. */
  public void resize(int width, int height, double ratio) throws Exception {
    ObjectNode metrics = MAPPER.createObjectNode();
    metrics.put("width", width).put("height", height).put("deviceScaleFactor", ratio);
    metrics.put("mobile", width < 600);
    ask("Emulation.setDeviceMetricsOverride", metrics);
  }

  /** Chooses the system's colours: light or dark. */
  public void preferScheme(String scheme) throws Exception {
    ObjectNode media = MAPPER.createObjectNode();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    ask("Emulation.setEmulatedMedia", media);
  }

  /** Opens an address and waits until the page says it is ready. */
  public void open(String address) throws Exception {
    ask("Page.navigate", MAPPER.createObjectNode().put("url", address));
    await("document.documentElement?.dataset.ready === 'true'");
  }

  /** Returns the value of an expression; a promise is waited for. */
  public JsonNode evaluate(String expression) throws Exception {
    ObjectNode asked = MAPPER.createObjectNode();
    asked.put("expression", expression).put("returnByValue", true).put("awaitPromise", true);
    JsonNode answer = ask("Runtime.evaluate", asked);
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Waits until an expression is true. */
  public void await(String expression) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!evaluate(expression).asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within %s: %s; %s".formatted(PATIENCE, expression, faults));
      }
      Thread.sleep(50);
    }
  }

  /** Clicks into the middle of the first element of a selector. */
  public void click(String selector) throws Exception {
    JsonNode box =
        evaluate(
            "(() => { const e = document.querySelector(%s); e.scrollIntoView({block: 'nearest'}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
                .formatted(MAPPER.writeValueAsString(selector)));
    click(box.get(0).asDouble(), box.get(1).asDouble());
  }

  /** Clicks at a place of the page. */
  public void click(double x, double y) throws Exception {
    for (String type : List.of("mousePressed", "mouseReleased")) {
      ObjectNode event = MAPPER.createObjectNode().put("type", type);
      event.put("x", x).put("y", y).put("button", "left").put("clickCount", 1);
      ask("Input.dispatchMouseEvent", event);
    }
  }

  /** Presses a key, named as in the DOM. */
  public void press(String key) throws Exception {
    for (String type : List.of("keyDown", "keyUp")) {
      ObjectNode event = MAPPER.createObjectNode().put("type", type).put("key", key);
      if (type.equals("keyDown") && key.length() == 1) {
        event.put("text", key);
      }
      ask("Input.dispatchKeyEvent", event);
    }
  }

  /** Writes what the page looks like as a PNG. */
  public void screenshot(Path file) throws Exception {
    JsonNode picture =
        ask("Page.captureScreenshot", MAPPER.createObjectNode().put("format", "png"));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(picture.path("data").asText()));
  }

  /** Returns the errors of the page's scripts so far. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /** Returns the addresses that the page asked for so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Returns the time of processors that all processes of the browser took so far. */
  public Duration processorTime() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(process.toHandle()), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private JsonNode ask(String method) throws Exception {
    return ask(method, MAPPER.createObjectNode());
  }

  /** Sends a command of the protocol and returns its result. */
  public JsonNode ask(String method, ObjectNode parameters) throws Exception {
    int number = numbers.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(number, answer);
    ObjectNode message = MAPPER.createObjectNode().put("id", number).put("method", method);
    message.set("params", parameters);
    socket.sendText(MAPPER.writeValueAsString(message), true).get(30, TimeUnit.SECONDS);
    JsonNode answered = answer.get(60, TimeUnit.SECONDS);
    if (answered.has("error")) {
      throw new AssertionError(method + ": " + answered.path("error"));
    }
    return answered.path("result");
  }

  /** Puts the pieces of messages together and hands answers to those who wait for them. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void take(String json) {
      try {
        JsonNode message = MAPPER.readTree(json);
        CompletableFuture<JsonNode> waiting = asked.remove(message.path("id").asInt(-1));
        if (waiting != null) {
          waiting.complete(message);
        } else if (message.path("method").asText().equals("Runtime.exceptionThrown")) {
          faults.add(message.path("params").path("exceptionDetails").toString());
        } else if (message.path("method").asText().equals("Network.requestWillBeSent")) {
          requests.add(message.path("params").path("request").path("url").asText());
        }
      } catch (IOException e) {
        faults.add(e.toString());
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    // Its helpers write to the profile for a moment longer than it lives itself.
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(0, process.toHandle());
    process.destroy();
    all.forEach(Chromium::awaitEnd);
  }

  private static void awaitEnd(ProcessHandle one) {
    try {
      one.onExit().get(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      one.destroyForcibly();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a process ends, it does not fail: " + one.pid(), e);
    } catch (InterruptedException e) {
      one.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
