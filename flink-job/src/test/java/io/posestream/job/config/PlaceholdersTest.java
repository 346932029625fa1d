package io.posestream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceholdersTest {
  private final Placeholders placeholders =
      new Placeholders(Map.of("USER", "jo", "PRICE", "$1")::get);

  @Test
  void fillsInVariables() {
    assertThat(placeholders.filled("key", "user=${env:USER} for ${env:PRICE}"))
        .isEqualTo("user=jo for $1");
  }

  @Test
  void fillsInFilesWithoutTheirLastLineEnd(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "pass word\n");

    assertThat(placeholders.filled("key", "'${file:" + secret + "}'")).isEqualTo("'pass word'");
  }

  @Test
  void leavesOtherTextAlone() {
    assertThat(placeholders.filled("key", "${name} $env:USER")).isEqualTo("${name} $env:USER");
  }

  @Test
  void namesWhatIsMissing() {
    assertThatThrownBy(() -> placeholders.filled("kafka.properties.x", "${env:NOBODY}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "kafka.properties.x: expected the environment variable NOBODY to be set, got none");
  }

  @Test
  void readsSecretsIntoSettingsThatDoNotTellThem(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            "kafka: {properties: {ssl.truststore.password: '${file:" + secret + "}'}}");

    JobSettings settings = JobSettings.of(JobConfigFile.read(file, Map.of()));

    assertThat(settings.kafka().properties()).containsEntry("ssl.truststore.password", "hunter2");
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  @Test
  void tellsNoClientPropertiesThatAreNoMapping() {
    assertThatThrownBy(
            () -> JobSettings.of(JobConfigFile.of(Map.of("kafka.properties", "hunter2"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("kafka.properties")
        .hasMessageNotContaining("hunter2");
  }
}
