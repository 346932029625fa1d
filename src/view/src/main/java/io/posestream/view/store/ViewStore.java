package io.posestream.view.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.pose.PoseFrame;
import io.posestream.formats.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Holds what the page can show: the newest frames, events, scores and dead letters, each bounded.
 *
 * <p>Thread-safe. Listeners are called by the thread that brings something, outside the lock.
 */
public final class ViewStore {
  private static final int MOST_CAMERAS = 1_000;
  private static final int MOST_EVENT_STEPS = 20_000;
  private static final int MOST_SCORES = 60_000;
  private static final int MOST_LETTERS = 500;
  private static final String UNKNOWN_CAMERA = "(unknown camera)";
  private static final String CAMERA = "camera";

  private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<CameraHealth> cameras = new ArrayList<>();
  private final FrameShelf frames;
  private final ResultShelf events = new ResultShelf(MOST_EVENT_STEPS);
  private final ResultShelf scores = new ResultShelf(MOST_SCORES);
  private final ResultShelf letters = new ResultShelf(MOST_LETTERS);

  /**
   * Creates an empty store.
   *
   * @param mostFrameBytes memory for frames; the oldest make room
   */
  public ViewStore(long mostFrameBytes) {
    this.frames = new FrameShelf(mostFrameBytes);
  }

  /** Adds a listener; it is told of what comes from now on. */
  public void listen(StoreListener listener) {
    listeners.add(listener);
  }

  /** Takes a frame. Frames of more than {@value #MOST_CAMERAS} cameras are passed over. */
  public void frame(PoseFrame frame) {
    int camera;
    byte[] bytes;
    synchronized (this) {
      camera = number(frame.camera());
      if (camera < 0) {
        return;
      }
      bytes = FrameBytes.of(frame, camera);
      cameras.get(camera).seen(frame);
      frames.add(camera, frame.timeMicros() / 1000.0, bytes);
    }
    listeners.forEach(listener -> listener.frame(camera, bytes));
  }

  // A negative number stands for a camera that finds no room, within this class only.
  private int number(String camera) {
    Integer known = numbers.get(camera);
    if (known != null) {
      return known;
    }
    if (cameras.size() == MOST_CAMERAS) {
      return -1;
    }
    numbers.put(camera, cameras.size());
    cameras.add(new CameraHealth(camera));
    return cameras.size() - 1;
  }

  /**
   * Takes a step of an event.
   *
   * @param line as {@link io.posestream.formats.json.EventJson} writes it
   * @throws IllegalArgumentException if it is no event
   */
  public void event(String line) {
    JsonNode step = tree(line, "an event with event_id, phase, camera and start_ms");
    boolean event =
        step.path("event_id").isTextual()
            && step.path("phase").isTextual()
            && step.path(CAMERA).isTextual()
            && step.path("start_ms").isNumber();
    if (!event) {
      throw notA("an event with event_id, phase, camera and start_ms", line);
    }
    keep(events, step.path(CAMERA).asText(), Json.line(step));
    tell("event", step);
  }

  /**
   * Takes the scores of a window.
   *
   * @param line as {@link io.posestream.formats.json.ScoresJson} writes it
   * @throws IllegalArgumentException if they are no scores
   */
  public void scores(String line) {
    String expected = "scores with camera, window_end_ms and scores";
    JsonNode all = tree(line, expected);
    if (!all.path(CAMERA).isTextual()
        || !all.path("window_end_ms").isNumber()
        || !all.path("scores").isArray()) {
      throw notA(expected, line);
    }
    JsonNode brief = BriefScores.of(all);
    keep(scores, all.path(CAMERA).asText(), Json.line(brief));
    tell("scores", brief);
  }

  /**
   * Takes a dead letter.
   *
   * @param line as {@link io.posestream.formats.json.EventJson} writes it
   * @throws IllegalArgumentException if it is no dead letter
   */
  public void deadLetter(String line) {
    JsonNode letter = tree(line, "a dead letter with a reason");
    if (!letter.path("reason").isTextual()) {
      throw notA("a dead letter with a reason", line);
    }
    ObjectNode shown = Json.MAPPER.createObjectNode();
    shown.put(CAMERA, letter.path(CAMERA).asText(UNKNOWN_CAMERA));
    shown.put("reason", letter.path("reason").asText());
    shown.put("message", letter.path("message").asText());
    count(shown.path(CAMERA).asText(), letter);
    keep(letters, shown.path(CAMERA).asText(), Json.line(shown));
    tell("letter", shown);
  }

  private synchronized void count(String camera, JsonNode letter) {
    int number = number(camera);
    if (number < 0) {
      return;
    }
    CameraHealth health = cameras.get(number);
    JsonNode losses = letter.path("losses");
    if (losses.isEmpty()) {
      long frames = Math.max(1, letter.path("frames").asLong(1));
      health.refused(letter.path("reason").asText(), frames);
    }
    for (JsonNode loss : losses) {
      String what = loss.path("part").asText() + ": " + loss.path("reason").asText();
      health.refused(what, Math.max(1, loss.path("count").asLong(1)));
    }
  }

  private synchronized void keep(ResultShelf shelf, String camera, String line) {
    number(camera);
    shelf.add(line);
  }

  private void tell(String type, JsonNode content) {
    if (!listeners.isEmpty()) {
      ObjectNode message = Json.MAPPER.createObjectNode().put("type", type);
      message.set(type, content);
      String json = Json.line(message);
      listeners.forEach(listener -> listener.message(json));
    }
  }

  private static JsonNode tree(String line, String expected) {
    try {
      return Json.MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw notA(expected, line);
    }
  }

  private static IllegalArgumentException notA(String expected, String line) {
    String shown = line.length() > 120 ? line.substring(0, 120) + "..." : line;
    return new IllegalArgumentException("expected %s, got '%s'".formatted(expected, shown));
  }

  /** Returns what is known of all cameras, in the order of their numbers. */
  public synchronized ArrayNode cameras() {
    ArrayNode list = Json.MAPPER.createArrayNode();
    cameras.forEach(camera -> list.add(camera.tree()));
    return list;
  }

  /** Returns how many frames are no longer held. */
  public synchronized long framesDropped() {
    return frames.dropped();
  }

  /**
   * Returns the results held, as a JSON object with {@code events}, {@code scores}, {@code
   * letters}.
   */
  public String results() {
    List<String> steps;
    List<String> windows;
    List<String> refused;
    synchronized (this) {
      steps = events.all();
      windows = scores.all();
      refused = letters.all();
    }
    return "{\"events\":[%s],\"scores\":[%s],\"letters\":[%s]}"
        .formatted(String.join(",", steps), String.join(",", windows), String.join(",", refused));
  }

  /**
   * Returns frames of all cameras, as {@link FrameBytes} describes them.
   *
   * @param fromMillis inclusive
   * @param toMillis exclusive
   * @param mostBytes frames beyond are left out
   */
  public synchronized byte[] frames(double fromMillis, double toMillis, int mostBytes) {
    return frames.between(fromMillis, toMillis, mostBytes);
  }

  /**
   * Returns the frames of a camera in a half-open interval, oldest first, numbered from 0.
   *
   * <p>Coordinates are exact to 1/32768 of the image's sides.
   */
  public synchronized List<PoseFrame> frames(String camera, double fromMillis, double toMillis) {
    Integer number = numbers.get(camera);
    return number == null ? List.of() : frames.between(number, camera, fromMillis, toMillis);
  }
}
