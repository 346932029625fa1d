package io.posestream.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import io.posestream.core.control.rules.CameraRules;
import io.posestream.core.control.rules.RuleEdit;
import io.posestream.core.control.rules.RuleRequest;
import io.posestream.core.control.rules.RuleSettings;
import io.posestream.core.control.rules.Schedule;
import io.posestream.core.control.rules.WeeklyHours;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleRequestJsonTest {
  private static final MessageSource SOURCE = new MessageSource("control", 0, 7, 99);

  private static RuleRequest read(String message) {
    return (RuleRequest) ControlRequestJson.read(message.getBytes(UTF_8), SOURCE);
  }

  private static RuleRequest rules(String rules) {
    return read("{\"id\":\"a\",\"type\":\"rules\",\"cameras\":{\"gate\":%s}}".formatted(rules));
  }

  private static String example() throws IOException {
    String page = Files.readString(Path.of("../../docs/control.md"));
    String begin = "<!-- example: begin -->";
    return page.substring(
        page.indexOf(begin) + begin.length(), page.indexOf("<!-- example: end -->"));
  }

  @Test
  void readsTheExampleOfTheDocumentation() throws IOException {
    RuleRequest request = read(example());

    assertThat(request.problems()).isEmpty();
    assertThat(request.id()).isEqualTo("2026-11-26-night");
    assertThat(request.effectiveFrom()).isEqualTo(1_764_198_000_000L);
    assertThat(request.source()).isEqualTo(SOURCE);
    assertThat(request.edits())
        .extracting(RuleEdit::field)
        .containsExactly("default", "cameras.gate-3", "cameras.gate-4");
    CameraRules general = request.edits().get(0).rules().orElseThrow();
    assertThat(general.general().confirmWindows()).contains(3);
    assertThat(settings(general, "fall").enter()).contains(0.6);
    assertThat(settings(general, "fall").severity()).contains(3);
    CameraRules gate = request.edits().get(1).rules().orElseThrow();
    assertThat(gate.watched()).contains(Set.of("fall", "punch", "kick"));
    assertThat(gate.zones().orElseThrow().get(0).contains(0.2, 0.5)).isTrue();
    assertThat(settings(gate, "punch").include()).contains(Set.of("door"));
    assertThat(settings(gate, "punch").schedule())
        .contains(
            new Schedule(
                ZoneId.of("Europe/Berlin"),
                List.of(
                    new WeeklyHours(
                        Set.of(DayOfWeek.FRIDAY, DayOfWeek.SATURDAY), 22 * 60, 6 * 60))));
    assertThat(settings(gate, "kick").muted()).contains(true);
    assertThat(request.edits().get(2).rules()).isEmpty();
  }

  private static RuleSettings settings(CameraRules rules, String label) {
    return Objects.requireNonNull(rules.labels().get(label));
  }

  @Test
  void holdsFromTheTimeOfItsRecordIfItNamesNone() {
    assertThat(rules("{}").effectiveFrom()).isEqualTo(99);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|message|mistake in line 1",
        "[]|message|expected a JSON object, got []",
        "``|message|expected a JSON object",
        "{\"id\":\"a\",\"id\":\"b\"}|message|Duplicate field 'id'",
        "{\"type\":\"rules\"}|id|expected a text of 1 to 200 letters, got nothing",
        "{\"id\":\"a\"}|type|expected one of [rules, model], got nothing",
        "{\"id\":\"a\",\"type\":\"rules\",\"camera\":{}}|camera|one of the fields",
        "{\"id\":\"a\",\"type\":\"rules\",\"effective_from_ms\":1.5}|effective_from_ms|whole number",
        "{\"id\":\"a\",\"type\":\"rules\",\"cameras\":[]}|cameras|expected an object, got []",
      })
  void namesTheFieldOfAMessageThatCannotBeRead(String message, String field, String reason) {
    assertProblem(read(message), field, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7|cameras.gate|expected an object, got 7",
        "{\"entr\":0.5}|cameras.gate.entr|one of the fields",
        "{\"enter\":\"0.5\"}|cameras.gate.enter|expected a number, got \"0.5\"",
        "{\"gap_ms\":\"1 s\"}|cameras.gate.gap_ms|expected a whole number",
        "{\"mute\":1}|cameras.gate.mute|expected true or false, got 1",
        "{\"watch\":\"fall\"}|cameras.gate.watch|expected a list of names",
        "{\"labels\":{\"fall\":{\"watch\":[]}}}|cameras.gate.labels.fall.watch|one of the fields",
        "{\"labels\":{\"fall\":null}}|cameras.gate.labels.fall|expected an object, got null",
        "{\"zones\":{\"a\":[[0,0],[1,1],[1,0],[0,1]]}}|cameras.gate.zones.a|do not cross",
        "{\"zones\":{\"a\":[[0,0],[1,1]]}}|cameras.gate.zones.a|at least 3 corners",
        "{\"zones\":{\"a\":[[0,0],[2,1],[1,0]]}}|cameras.gate.zones.a|within 0..1",
        "{\"zones\":{\"a\":[[0],[2],[1]]}}|cameras.gate.zones.a|two numbers [x, y], got [0]",
        "{\"schedule\":{\"shifts\":[{\"from\":\"08:00\",\"to\":\"09:00\"}]}}|cameras.gate.schedule.time_zone|time zone such as",
        "{\"schedule\":{\"time_zone\":\"UTC\",\"shifts\":[]}}|cameras.gate.schedule.shifts|1 to 100",
        "{\"schedule\":{\"time_zone\":\"UTC\",\"shifts\":[{\"from\":\"8\",\"to\":\"09:00\"}]}}|cameras.gate.schedule.shifts[0].from|from 00:00 to 24:00, got \"8\"",
        "{\"schedule\":{\"time_zone\":\"UTC\",\"shifts\":[{\"days\":[\"day\"],\"from\":\"08:00\",\"to\":\"09:00\"}]}}|cameras.gate.schedule.shifts[0].days|got 'day'",
        "{\"schedule\":{\"time_zone\":\"UTC\",\"shifts\":[{\"from\":\"08:00\",\"to\":\"08:00\"}]}}|cameras.gate.schedule.shifts[0]|two different times",
      })
  void namesTheFieldOfRulesThatCannotBeRead(String rules, String field, String reason) {
    assertProblem(rules(rules), field, reason);
  }

  private static void assertProblem(RuleRequest request, String field, String reason) {
    assertThat(request.problems()).extracting(Problem::field).containsExactly(field);
    assertThat(request.problems().get(0).reason()).contains(reason);
  }

  @Test
  void boundsWhatAPolygonCosts() {
    String corners = "[0,0],".repeat(200) + "[0,0]";

    assertProblem(
        rules("{\"zones\":{\"a\":[%s]}}".formatted(corners)),
        "cameras.gate.zones.a",
        "at most 200 corners");
  }

  @Test
  void readsARecordWithoutAValue() {
    assertProblem(
        (RuleRequest) ControlRequestJson.read(null, SOURCE), "message", "expected a JSON object");
  }

  @Test
  void tellsMessagesApartByWhatTheySay() {
    assertThat(rules("{}").digest())
        .isEqualTo(rules("{}").digest())
        .isNotEqualTo(rules("{ }").digest())
        .hasSize(64);
  }

  @Test
  void readsTheAnswersThatItWrites() throws IOException {
    ControlAnswer answer =
        new ControlAnswer(
            "a",
            ControlAnswer.Kind.RULES,
            ControlAnswer.Outcome.REFUSED,
            3,
            5000,
            List.of(new Problem("default.enter", "expected a score")),
            SOURCE);

    assertThat(ControlAnswerJson.line(answer))
        .isEqualTo(
            """
            {"id":"a","type":"rules","outcome":"refused","version":3,"effective_from_ms":5000,\
            "problems":[{"field":"default.enter","reason":"expected a score"}],\
            "topic":"control","partition":0,"offset":7,"sent_ms":99}\
            """);
    assertThat(ControlAnswerJson.decode(ControlAnswerJson.encode(answer))).isEqualTo(answer);
  }

  @Test
  void leavesOpenWhatIsNotSaid() {
    assertThat(rules("{}").edits())
        .containsExactly(new RuleEdit(Optional.of("gate"), Optional.of(CameraRules.NONE)));
  }
}
