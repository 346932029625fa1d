package io.posestream.evaluation.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.posestream.core.model.Scope;
import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.DetectedInterval;
import io.posestream.evaluation.measure.DetectedInterval.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFileTest {
  private static final String STARTED = line("a", "STARTED", "gate", "fall", 2000, "null", 4000);
  private static final String UPDATED = line("a", "UPDATED", "gate", "fall", 2000, "null", 5000);
  private static final String ENDED = line("a", "ENDED", "gate", "fall", 2000, "5000", 6000);
  private static final String RETRACTED =
      line("a", "RETRACTED", "gate", "fall", 2000, "null", 5000);

  private final Path folder;

  EventFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void joinsTheStepsOfAnEvent() throws IOException {
    EventFile file = read(STARTED, UPDATED, ENDED);

    assertThat(file.events()).containsExactly(fall(5000, Ending.ENDED));
    assertThat(file.open()).isZero();
    assertThat(file.retracted()).isZero();
  }

  @Test
  void takesAnEventWhoseStartWasNotRecorded() throws IOException {
    assertThat(read(ENDED).events()).containsExactly(fall(5000, Ending.ENDED));
  }

  @Test
  void doesNotOpenAgainWhatHasEnded() throws IOException {
    assertThat(read(STARTED, ENDED, STARTED).events()).containsExactly(fall(5000, Ending.ENDED));
  }

  @Test
  void leavesOutWhatWasRetracted() throws IOException {
    EventFile file = read(STARTED, RETRACTED, STARTED);

    assertThat(file.events()).isEmpty();
    assertThat(file.retracted()).isEqualTo(1);
  }

  @Test
  void takesAnOpenEventToLastUntilItsCameraWasLastSeen() throws IOException {
    EventFile file =
        read(
            STARTED,
            line("b", "ENDED", "gate", "wave", 7000, "8000", 9000),
            line("c", "ENDED", "yard", "wave", 7000, "70000", 71_000));

    assertThat(file.events().get(0)).isEqualTo(fall(9000, Ending.OPEN));
    assertThat(file.open()).isEqualTo(1);
  }

  @Test
  void doesWithoutWindows() throws IOException {
    EventFile file =
        read(
            "{\"event_id\":\"a\",\"phase\":\"STARTED\",\"camera\":\"gate\",\"scope\":\"person\","
                + "\"action\":\"fall\",\"start_ms\":2000}");

    assertThat(file.events()).containsExactly(fall(2001, Ending.OPEN));
  }

  @Test
  void spansTheTimeOfEachCamera() throws IOException {
    EventFile file = read(ENDED, line("c", "STARTED", "yard", "wave", 7000, "null", 9000));

    assertThat(file.observed().byCamera())
        .containsOnly(
            Map.entry("gate", new Window(2000, 6000)), Map.entry("yard", new Window(7000, 9000)));
  }

  @Test
  void readsGzip() throws IOException {
    Path file = Lines.compress(Lines.write(folder.resolve("e.jsonl"), STARTED, ENDED));

    assertThat(EventFile.read(file).events()).containsExactly(fall(5000, Ending.ENDED));
  }

  @Test
  void hasNothingToSayOfAnEmptyFile() throws IOException {
    EventFile file = read();

    assertThat(file.events()).isEmpty();
    assertThat(file.observed().cameraHours()).isZero();
  }

  // The second line of a file, made from a good one, and what is wrong with it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"event_id\":\"b\"|\"event_id\":null|event_id: expected a text, got null",
        "ENDED|OVER|phase: expected one of [STARTED, UPDATED, ENDED, RETRACTED], got OVER",
        "person|group|scope: expected scene, person or pair, got group",
        "\"end_ms\":5000|\"end_ms\":null|end_ms: expected whole milliseconds, got null",
        "\"end_ms\":5000|\"end_ms\":1999|end_ms: expected more than start_ms, 2000, got 1999",
        "\"window_end_ms\":6000|\"window_end_ms\":[]|window_end_ms: expected whole milliseconds, got []",
        "\"event_id\":\"b\"|\"event_id\":\"a\"|event_id: expected a of camera gate, fall in scope person, as in earlier lines, got camera gate, wave in scope person",
      })
  void namesFileAndLineOfWhatCannotBeUsed(String good, String bad, String message)
      throws IOException {
    String line = line("b", "ENDED", "gate", "wave", 2000, "5000", 6000);
    Path file = Lines.write(folder.resolve("e.jsonl"), STARTED, line.replace(good, bad));

    assertThatExceptionOfType(EvaluationException.class)
        .isThrownBy(() -> EventFile.read(file))
        .withMessage(file + " line 2: " + message);
  }

  @Test
  void namesAFileThatBreaksOff() throws IOException {
    Path whole = Lines.compress(Lines.write(folder.resolve("e.jsonl"), STARTED, ENDED));
    byte[] bytes = Files.readAllBytes(whole);
    Path broken = Files.write(folder.resolve("broken.gz"), Arrays.copyOf(bytes, bytes.length / 2));

    assertThatIOException()
        .isThrownBy(() -> EventFile.read(broken))
        .withMessageStartingWith(broken + " cannot be read: ");
  }

  private EventFile read(String... lines) throws IOException {
    return EventFile.read(Lines.write(folder.resolve("e.jsonl"), lines));
  }

  private static DetectedInterval fall(long end, Ending ending) {
    return new DetectedInterval("a", "gate", "fall", Scope.PERSON, new Window(2000, end), ending);
  }

  private static String line(
      String id, String phase, String camera, String action, long start, String end, long seen) {
    return ("{\"event_id\":\"%s\",\"sequence\":0,\"phase\":\"%s\",\"camera\":\"%s\","
            + "\"scope\":\"person\",\"action\":\"%s\",\"start_ms\":%d,\"end_ms\":%s,"
            + "\"window_start_ms\":%d,\"window_end_ms\":%d}")
        .formatted(id, phase, camera, action, start, end, start, seen);
  }
}
