package io.posestream.formats.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.posestream.core.control.models.ModelRequest;
import io.posestream.core.control.models.ModelSlot;
import io.posestream.core.control.models.ModelStep;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads messages that ask for another model. */
final class ModelRequestJson {
  /** What a message of this kind calls itself. */
  static final String TYPE = "model";

  private static final List<String> FIELDS =
      List.of("id", "type", "step", "replaces", "bundle", "shadow", "effective_from_ms");
  private static final List<String> STEPS =
      Arrays.stream(ModelStep.values()).map(ModelStep::id).toList();
  private static final List<String> SETTINGS =
      Arrays.stream(ModelSlot.values()).map(ModelSlot::setting).toList();

  private ModelRequestJson() {}

  static ModelRequest request(ReadMessage message, FieldReader fields) {
    JsonNode root = message.root();
    fields.requireKnown("", root, FIELDS);
    Optional<ModelStep> step = step(root, fields);
    return new ModelRequest(
        fields.name("id", root).orElse(""),
        fields.whole("effective_from_ms", root.path("effective_from_ms")),
        slot(root, fields),
        step,
        bundle(root, step, fields),
        shadow(root, step, fields),
        fields.problems(),
        message.digest(),
        message.source());
  }

  private static Optional<ModelStep> step(JsonNode root, FieldReader fields) {
    Optional<ModelStep> step = ModelStep.named(root.path("step").asText());
    if (step.isEmpty()) {
      fields.refuse("step", "one of " + STEPS, fields.shown(root.path("step")));
    }
    return step;
  }

  private static ModelSlot slot(JsonNode root, FieldReader fields) {
    JsonNode setting = root.path("replaces");
    Optional<ModelSlot> slot =
        setting.isMissingNode() ? Optional.of(ModelSlot.MAIN) : ModelSlot.named(setting.asText());
    if (slot.isEmpty()) {
      fields.refuse("replaces", "one of " + SETTINGS, fields.shown(setting));
    }
    return slot.orElse(ModelSlot.MAIN);
  }

  private static Optional<String> bundle(
      JsonNode root, Optional<ModelStep> step, FieldReader fields) {
    if (step.equals(Optional.of(ModelStep.LOAD))) {
      return fields.name("bundle", root);
    }
    refuseBesidesLoad("bundle", root, step, fields);
    return Optional.empty();
  }

  private static boolean shadow(JsonNode root, Optional<ModelStep> step, FieldReader fields) {
    if (step.equals(Optional.of(ModelStep.LOAD))) {
      return fields.flag("shadow", root.path("shadow")).orElse(false);
    }
    refuseBesidesLoad("shadow", root, step, fields);
    return false;
  }

  private static void refuseBesidesLoad(
      String field, JsonNode root, Optional<ModelStep> step, FieldReader fields) {
    if (step.isPresent() && root.has(field)) {
      fields.refuse(
          field, "this field with step 'load' alone", "it with '" + step.get().id() + "'");
    }
  }
}
