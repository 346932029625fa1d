package io.posestream.core.track;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.posestream.core.pose.KeypointLayout;
import io.posestream.core.pose.Person;
import io.posestream.core.pose.PoseFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Thirteen recorded games of three against three, whose ids are true; skipped where they are not at
 * hand. Six people who run, cross and hide each other are as hard as it gets.
 */
class RecordedTracksTest {
  private static final LinkRules RULES = LinkRules.DEFAULTS;
  private static final long SWITCH_EVERY_FRAMES = 40;

  @Test
  void doubtsNoTrueId() throws IOException {
    int persons = 0;
    int wrong = 0;
    for (List<PoseFrame> game : games()) {
      CameraTracks tracks = linked(game);
      for (PoseFrame frame : game) {
        for (Person person : frame.persons()) {
          persons++;
          String track = tracks.trackOf(person.trackId(), frame.timeMicros());
          wrong += track.equals(person.trackId()) ? 0 : 1;
        }
      }
    }

    assertThat(persons).isGreaterThan(10_000);
    assertThat(wrong).isZero();
  }

  /** Every two seconds somebody's id changes, after a loss of up to half a second. */
  @Test
  void goesOnWithNearlyEveryTrackWhoseIdChanges() throws IOException {
    int switches = 0;
    int continued = 0;
    for (List<PoseFrame> game : games()) {
      Switched switched = Switched.of(game);
      CameraTracks tracks = linked(switched.frames);
      for (Switch change : switched.switches) {
        switches++;
        String before = tracks.trackOf(change.from, change.micros - 1);
        continued += tracks.trackOf(change.to, change.micros).equals(before) ? 1 : 0;
      }
    }

    assertThat(switches).isGreaterThan(40);
    assertThat((double) continued / switches).isGreaterThan(0.95);
  }

  /** Somebody's id changed from one frame to the next that shows them. */
  private record Switch(String from, String to, long micros) {}

  private record Switched(List<PoseFrame> frames, List<Switch> switches) {
    static Switched of(List<PoseFrame> game) {
      SplittableRandom random = new SplittableRandom(7);
      Map<String, String> names = new HashMap<>();
      Map<String, Integer> hidden = new HashMap<>();
      Map<String, String> renamed = new HashMap<>();
      List<PoseFrame> frames = new ArrayList<>();
      List<Switch> switches = new ArrayList<>();
      for (int i = 0; i < game.size(); i++) {
        PoseFrame frame = game.get(i);
        if (i % SWITCH_EVERY_FRAMES == SWITCH_EVERY_FRAMES - 1 && !frame.persons().isEmpty()) {
          String id = frame.persons().get(random.nextInt(frame.persons().size())).trackId();
          hidden.put(id, 1 + random.nextInt(10));
          renamed.put(id, "new-" + i);
        }
        List<Person> persons = new ArrayList<>();
        for (Person person : frame.persons()) {
          String id = person.trackId();
          if (hidden.merge(id, -1, Integer::sum) >= 0) {
            continue;
          }
          String newName = renamed.remove(id);
          if (newName != null) {
            switches.add(new Switch(names.getOrDefault(id, id), newName, frame.timeMicros()));
            names.put(id, newName);
          }
          persons.add(new Person(names.getOrDefault(id, id), person.keypoints(), person.score()));
        }
        frames.add(with(frame, persons));
      }
      return new Switched(frames, switches);
    }
  }

  private static PoseFrame with(PoseFrame frame, List<Person> persons) {
    return new PoseFrame(
        frame.camera(),
        frame.number(),
        frame.timeMicros(),
        frame.width(),
        frame.height(),
        frame.layout(),
        persons);
  }

  private static CameraTracks linked(List<PoseFrame> frames) {
    long end = frames.get(frames.size() - 1).timeMillis() + 1;
    return new TrackLinker(RULES).link(frames, CameraTracks.NONE, end, 0).tracks();
  }

  private static List<List<PoseFrame>> games() throws IOException {
    Path start = Path.of("").toAbsolutePath();
    for (Path parent = start; parent != null; parent = parent.getParent()) {
      Path folder = parent.resolveSibling("shared/data/stream_trackid3x3");
      if (Files.isDirectory(folder)) {
        List<List<PoseFrame>> games = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(any -> any.toString().endsWith(".gz")).sorted().toList()) {
            games.add(frames(file));
          }
        }
        return games;
      }
    }
    return Assumptions.abort("no ../shared/data/stream_trackid3x3 beside the checkout");
  }

  private static List<PoseFrame> frames(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<PoseFrame> frames = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        frames.add(frame(json.readTree(line)));
      }
    }
    return frames;
  }

  private static PoseFrame frame(JsonNode line) {
    List<Person> persons = new ArrayList<>();
    for (JsonNode person : line.get("persons")) {
      float[] keypoints = new float[51];
      for (int i = 0; i < keypoints.length; i++) {
        keypoints[i] = person.get("kp").get(i / 3).get(i % 3).floatValue();
      }
      persons.add(new Person(person.get("track_id").asText(), keypoints, 1));
    }
    return new PoseFrame(
        line.get("stream").asText(),
        line.get("frame").asLong(),
        1000 * line.get("ts_ms").asLong(),
        line.get("w").asInt(),
        line.get("h").asInt(),
        KeypointLayout.COCO17,
        persons);
  }
}
