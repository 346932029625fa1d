package io.posestream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posestream.core.model.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobConfigFileTest {
  private final Path file;

  JobConfigFileTest(@TempDir Path folder) {
    this.file = folder.resolve("job.yaml");
  }

  @Test
  void readsNestedKeysListsAndMaps() throws IOException {
    Configuration config =
        read(
            """
            window:
              length: 3 s
              scopes: [scene, person]
            kafka:
              properties:
                security.protocol: SSL
            events.enter: {fall: 0.9, 2p_punching: 0.7}
            """);

    assertThat(config.get(WindowOptions.LENGTH)).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.get(WindowOptions.SCOPES)).isEqualTo(List.of(Scope.SCENE, Scope.PERSON));
    assertThat(config.get(KafkaOptions.PROPERTIES)).isEqualTo(Map.of("security.protocol", "SSL"));
    assertThat(config.get(EventOptions.ENTER))
        .isEqualTo(Map.of("fall", "0.9", "2p_punching", "0.7"));
  }

  @Test
  void letsOverridesWin() throws IOException {
    Files.writeString(file, "window.length: 3 s\nwindow.min-frames: 4\n");

    Configuration config = JobConfigFile.read(file, Map.of("window.length", "4 s"));

    assertThat(config.get(WindowOptions.LENGTH)).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.get(WindowOptions.MIN_FRAMES)).isEqualTo(4);
  }

  @Test
  void readsAnEmptyFileAsDefaults() throws IOException {
    assertThat(read("# nothing\n").get(WindowOptions.MIN_FRAMES)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"window.lenght: 3 s", "window: {lenght: 3 s}", "windows: {length: 3 s}", "job: x"})
  void refusesAKeyThatIsNoOption(String text) {
    String key =
        text.startsWith("job")
            ? "job"
            : text.contains("lenght") ? "window.lenght" : "windows.length";

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(text))
        .withMessage("%s: expected an option of conf/job.yaml, got '%s'", file, key);
  }

  @Test
  void refusesAnOverrideThatIsNoOption() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> JobConfigFile.of(Map.of("window.size", "2 s")))
        .withMessageContaining("expected an option of conf/job.yaml, got 'window.size'");
  }

  @Test
  void letsEveryKeyOfFlinkPass() throws IOException {
    Configuration config = read("flink: {state.backend.type: rocksdb, any.thing: [a, b]}");

    assertThat(config.toMap())
        .containsEntry("flink.state.backend.type", "rocksdb")
        .containsEntry("flink.any.thing", "a;b");
  }

  @Test
  void namesTheLineThatIsNoYaml() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read("window:\n  length: 3 s\n   stride: 1 s\n"))
        .withMessageStartingWith(file + ": line 3: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"just a text", "[window, kafka]"})
  void refusesAFileWithoutKeys(String text) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(text))
        .withMessageContaining(file + ": expected ");
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> JobConfigFile.read(file, Map.of()))
        .withMessage("expected a configuration file, found none at " + file);
  }

  private Configuration read(String text) throws IOException {
    Files.writeString(file, text);
    return JobConfigFile.read(file, Map.of());
  }
}
