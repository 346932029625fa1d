package io.posestream.formats.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posestream.core.control.message.ControlAnswer;
import io.posestream.core.control.message.ControlAnswer.Kind;
import io.posestream.core.control.message.ControlAnswer.Outcome;
import io.posestream.core.control.message.MessageSource;
import io.posestream.core.control.message.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers to messages that ask for a change, as JSON lines. */
public final class ControlAnswerJson {
  private ControlAnswerJson() {}

  /** Returns an answer as a line, without its line end. */
  public static String line(ControlAnswer answer) {
    ObjectNode line = Json.object();
    line.put("id", answer.id());
    line.put("type", type(answer.kind()));
    line.put("outcome", answer.outcome().name().toLowerCase(Locale.ROOT));
    line.put("version", answer.version());
    line.put("effective_from_ms", answer.effectiveFromMillis());
    ArrayNode problems = line.putArray("problems");
    answer
        .problems()
        .forEach(
            problem ->
                problems.addObject().put("field", problem.field()).put("reason", problem.reason()));
    putSource(answer.source(), line);
    return Json.line(line);
  }

  private static void putSource(MessageSource source, ObjectNode line) {
    line.put("topic", source.topic());
    line.put("partition", source.partition());
    line.put("offset", source.offset());
    line.put("sent_ms", source.timeMillis());
  }

  /** Returns an answer as a record's value. */
  public static byte[] encode(ControlAnswer answer) {
    return line(answer).getBytes(UTF_8);
  }

  /**
   * Reads an answer.
   *
   * @throws IOException if it is none
   */
  public static ControlAnswer decode(byte[] value) throws IOException {
    JsonNode line = Json.MAPPER.readTree(value);
    List<Problem> problems = new ArrayList<>();
    for (JsonNode problem : line.path("problems")) {
      problems.add(new Problem(problem.path("field").asText(), problem.path("reason").asText()));
    }
    return new ControlAnswer(
        line.path("id").asText(),
        kind(line.path("type").asText()),
        outcome(line.path("outcome").asText()),
        line.path("version").asLong(),
        line.path("effective_from_ms").asLong(),
        problems,
        source(line));
  }

  private static MessageSource source(JsonNode line) {
    return new MessageSource(
        line.path("topic").asText(),
        line.path("partition").asInt(),
        line.path("offset").asLong(),
        line.path("sent_ms").asLong());
  }

  private static String type(Kind kind) {
    return kind == Kind.RULES ? RuleRequestJson.TYPE : ModelRequestJson.TYPE;
  }

  private static Kind kind(String type) throws IOException {
    for (Kind kind : Kind.values()) {
      if (type(kind).equals(type)) {
        return kind;
      }
    }
    throw new IOException("expected an answer on rules or a model, got '" + type + "'");
  }

  private static Outcome outcome(String name) throws IOException {
    for (Outcome outcome : Outcome.values()) {
      if (outcome.name().toLowerCase(Locale.ROOT).equals(name)) {
        return outcome;
      }
    }
    throw new IOException("expected an answer, accepted or refused, got '" + name + "'");
  }
}
