package io.posestream.evaluation.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posestream.core.window.Window;
import io.posestream.evaluation.measure.TruthInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TruthFileTest {
  private static final List<TruthInterval> TRUTHS =
      List.of(
          new TruthInterval("gate", "fall", new Window(0, 1500), Set.of("7")),
          new TruthInterval("yard", "2p_punching", new Window(900, 901), Set.of("22", "21")));

  private final Path folder;

  TruthFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.jsonl", "t.jsonl.gz"})
  void readsBackWhatItWrites(String name) throws IOException {
    Path file = folder.resolve(name);

    TruthFile.write(TRUTHS, file);

    assertThat(TruthFile.read(file)).isEqualTo(TRUTHS);
  }

  @Test
  void writesALineForEachTruth() throws IOException {
    Path file = folder.resolve("t.jsonl");

    TruthFile.write(TRUTHS, file);

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"camera\":\"gate\",\"action\":\"fall\",\"start_ms\":0,\"end_ms\":1500,\"track_ids\":[\"7\"]}",
            "{\"camera\":\"yard\",\"action\":\"2p_punching\",\"start_ms\":900,\"end_ms\":901,\"track_ids\":[\"21\",\"22\"]}");
  }

  @Test
  void doesWithoutTracks() throws IOException {
    Path file =
        Lines.write(
            folder.resolve("t.jsonl"),
            "",
            "{\"camera\":\"gate\",\"action\":\"fall\",\"start_ms\":0,\"end_ms\":1500}");

    assertThat(TruthFile.read(file)).extracting(TruthInterval::trackIds).containsExactly(Set.of());
  }

  // The second line of a file, and what is wrong with it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello|expected a JSON object, got: Unrecognized token 'hello'",
        "[1]|expected a JSON object, got [1]",
        "{}|camera: expected a text, got nothing",
        "{\"camera\":7}|camera: expected a text, got 7",
        "{\"camera\":\"\"}|camera: expected a text, got \"\"",
        "{\"camera\":\"c\"}|action: expected a text, got nothing",
        "{\"camera\":\"c\",\"action\":\"a\"}|start_ms: expected whole milliseconds, got nothing",
        "{\"camera\":\"c\",\"action\":\"a\",\"start_ms\":\"0\",\"end_ms\":1}|start_ms: expected whole milliseconds, got \"0\"",
        "{\"camera\":\"c\",\"action\":\"a\",\"start_ms\":0.5,\"end_ms\":1}|start_ms: expected whole milliseconds, got 0.5",
        "{\"camera\":\"c\",\"action\":\"a\",\"start_ms\":0,\"end_ms\":null}|end_ms: expected whole milliseconds, got null",
        "{\"camera\":\"c\",\"action\":\"a\",\"start_ms\":1795000000000000,\"end_ms\":1}|start_ms: expected milliseconds up to the year 9999, got 1795000000000000",
        "{\"camera\":\"c\",\"action\":\"a\",\"start_ms\":5,\"end_ms\":5}|end_ms: expected more than start_ms, 5, got 5",
        "{\"camera\":\"c\",\"action\":\"a\",\"start_ms\":0,\"end_ms\":1,\"track_ids\":7}|track_ids: expected an array of texts, got 7",
        "{\"camera\":\"c\",\"action\":\"a\",\"start_ms\":0,\"end_ms\":1,\"track_ids\":[7]}|track_ids: expected an array of texts, got [7]",
      })
  void namesFileAndLineOfWhatCannotBeUsed(String line, String message) throws IOException {
    Path file =
        Lines.write(
            folder.resolve("t.jsonl"),
            "{\"camera\":\"gate\",\"action\":\"fall\",\"start_ms\":0,\"end_ms\":1500}",
            line);

    assertThatExceptionOfType(EvaluationException.class)
        .isThrownBy(() -> TruthFile.read(file))
        .withMessageStartingWith(file + " line 2: " + message);
  }
}
