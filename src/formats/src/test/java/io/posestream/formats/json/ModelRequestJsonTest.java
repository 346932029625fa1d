package io.posestream.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.posestream.core.control.message.ControlRequest;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import io.posestream.core.control.models.ModelRequest;
import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.control.models.ModelStep;
import io.posestream.core.control.rules.RuleRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRequestJsonTest {
  private static final MessageSource SOURCE = new MessageSource("control", 0, 7, 99);

  private static ControlRequest read(String message) {
    return ControlRequestJson.read(message.getBytes(UTF_8), SOURCE);
  }

  private static ModelRequest model(String fields) {
    return (ModelRequest) read("{\"id\":\"a\",\"type\":\"model\"," + fields + "}");
  }

  @Test
  void readsAModelToLoad() {
    ModelRequest request =
        model(
            """
            "step": "load", "replaces": "inference.scene-model", "bundle": "models/next",
            "shadow": true\
            """);

    assertThat(request.problems()).isEmpty();
    assertThat(request.id()).isEqualTo("a");
    assertThat(request.slot()).isEqualTo(ModelSlot.SCENE);
    assertThat(request.step()).contains(ModelStep.LOAD);
    assertThat(request.bundle()).contains("models/next");
    assertThat(request.shadow()).isTrue();
    assertThat(request.effectiveFrom()).isEqualTo(99);
    assertThat(request.source()).isEqualTo(SOURCE);
  }

  @ParameterizedTest
  @CsvSource({"switch, SWITCH", "back, BACK", "drop, DROP"})
  void readsTheOtherSteps(String name, ModelStep step) {
    ModelRequest request = model("\"step\":\"%s\",\"effective_from_ms\":5".formatted(name));

    assertThat(request.problems()).isEmpty();
    assertThat(request.step()).contains(step);
    assertThat(request.slot()).isEqualTo(ModelSlot.MAIN);
    assertThat(request.effectiveFrom()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'step':'load'|bundle|expected a text",
        "'step':'fly'|step|expected one of [load, switch, back, drop], got 'fly'",
        "'step':'drop','bundle':'x'|bundle|this field with step 'load' alone, got it with 'drop'",
        "'step':'back','shadow':true|shadow|this field with step 'load' alone",
        "'step':'drop','replaces':'x'|replaces|one of [inference.model, inference.scene-model]",
        "'step':'load','bundle':'x','shadow':1|shadow|expected true or false, got 1",
        "'step':'drop','default':{}|default|one of the fields",
      })
  void namesEveryFieldThatIsWrong(String fields, String field, String reason) {
    ModelRequest request = model(fields.replace('\'', '"'));

    assertThat(request.problems()).extracting(Problem::field).containsExactly(field);
    assertThat(request.problems().get(0).reason().replace('"', '\'')).contains(reason);
  }

  @Test
  void tellsTheKindsOfMessagesApart() {
    assertThat(read("{\"id\":\"a\",\"type\":\"rules\"}")).isInstanceOf(RuleRequest.class);
    assertThat(read("{\"id\":\"a\",\"type\":\"weather\"}").problems())
        .extracting(Problem::toString)
        .contains("type: expected one of [rules, model], got \"weather\"");
  }
}
