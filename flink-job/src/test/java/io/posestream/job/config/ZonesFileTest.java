package io.posestream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.posestream.core.zone.Zone;
import io.posestream.core.zone.ZoneRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZonesFileTest {
  private static final String GOOD =
      """
      cameras:
        gate-3:
          door: [[0.1, 0.2], [0.4, 0.2], [0.4, 0.9]]
          screen: [[0.5, 0], [1, 0], [1, 0.5]]
        hall: {}
      rules:
        default: {exclude: [screen]}
        fall: {include: [door]}
      """;

  private final Path file;

  ZonesFileTest(@TempDir Path folder) {
    this.file = folder.resolve("zones.yaml");
  }

  private ZonesFile read(String text) throws IOException {
    return ZonesFile.read(Files.writeString(file, text));
  }

  @Test
  void readsTheZonesOfEachCameraAndWhereActionsCount() throws IOException {
    ZonesFile zones = read(GOOD);

    assertThat(zones.places().zonesOf("gate-3")).extracting(Zone::id).contains("door", "screen");
    assertThat(zones.places().zonesOf("gate-3").get(0).contains(0.35, 0.3)).isTrue();
    assertThat(zones.places().zonesOf("hall")).isEmpty();
    assertThat(zones.places().zonesOf("elsewhere")).isEmpty();
    assertThat(zones.rules().ruleOf("fall")).isEqualTo(new ZoneRule(Set.of("door"), Set.of()));
    assertThat(zones.rules().ruleOf("walk")).isEqualTo(new ZoneRule(Set.of(), Set.of("screen")));
  }

  @Test
  void mayBeEmpty() throws IOException {
    assertThat(read("cameras:\n")).isEqualTo(ZonesFile.NONE);
  }

  // What is replaced, by what, and what the message must say.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0.4, 0.2], |``|cameras.gate-3.door: expected at least 3 corners, got 2",
        "[0.4, 0.2]|[4, 0.2]|cameras.gate-3.door: expected corners within 0..1",
        "[0.4, 0.2]|[0.4]|cameras.gate-3.door: expected corners of two numbers [x, y], got [0.4]",
        "[0.4, 0.2]|[a, b]|cameras.gate-3.door: expected corners of two numbers",
        "[0.4, 0.9]]|[0.4, 0.9], [0.2, 0.1]]|cameras.gate-3.door: expected edges that do not cross",
        "[[0.5, 0], [1, 0], [1, 0.5]]|all|cameras.gate-3.screen: expected a list of corners",
        "include: [door]|include: [dor]|rules: expected zones of a camera in this file, got 'dor'",
        "include: [door]|inside: [door]|rules.fall: expected no fields but [include, exclude]",
        "include: [door]|include: door|rules.fall.include: expected a list of zones",
        "include: [door]|include: [door], exclude: [door]|rules.fall: expected a zone to be",
        "rules:|rule:|the file: expected no fields but [cameras, rules], got 'rule'",
      })
  void namesTheFieldAndWhatWasExpected(String part, String replacement, String message) {
    String with = replacement.equals("``") ? "" : replacement;

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> read(GOOD.replace(part, with)))
        .withMessageStartingWith(file + ": " + message);
  }

  @Test
  void namesTheFileItDoesNotFind() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ZonesFile.read(Path.of("nowhere.yaml")))
        .withMessage("zones.file: expected a file, found none at nowhere.yaml");
  }
}
